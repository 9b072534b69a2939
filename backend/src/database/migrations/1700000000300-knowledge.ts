import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents, their versions and chunks, and BM25 over the chunks in plain SQL on pgvector's `sparsevec`. */
export class Knowledge1700000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create extension if not exists vector');
    for (const statement of [...TABLES, ...INDEX_TABLES, ...INDEX_FUNCTIONS, ...INDEX_TRIGGERS]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table chunk_terms, term_frequencies, term_frequency_changes, chunks, document_versions, documents cascade
    `);
    await runner.query(`
      drop function term_id, term_impacts, count_chunk_terms, fold_term_frequencies, average_chunk_length
    `);
  }
}

const TABLES = [
  `create table documents (
    id uuid primary key,
    owner_id text references "user" (id) on delete cascade,
    title text not null,
    media_type text not null,
    visibility text not null check (visibility in ('private', 'shared')),
    status text not null check (status in ('processing', 'ready', 'failed')),
    error text,
    current_version_id uuid,
    source_key text unique,
    questions text[] not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  'create index documents_by_owner on documents (owner_id, created_at desc, id desc)',
  `create index documents_shared on documents (created_at desc, id desc) where visibility = 'shared'`,
  `create index documents_processing on documents (created_at) where status = 'processing'`,

  `create table document_versions (
    id uuid primary key,
    document_id uuid not null references documents (id) on delete cascade,
    number integer not null,
    text text not null,
    characters integer not null,
    hash text not null,
    created_at timestamptz not null default now(),
    unique (document_id, number)
  )`,
  'create index document_versions_by_hash on document_versions (hash)',

  `create table chunks (
    id uuid primary key,
    document_id uuid not null references documents (id) on delete cascade,
    version_id uuid not null references document_versions (id) on delete cascade,
    position integer not null,
    heading_path text[] not null,
    start_offset integer not null,
    end_offset integer not null,
    text text not null,
    unique (version_id, position)
  )`,
  'create index chunks_by_document on chunks (document_id)',
];

/**
 * Each chunk keeps its frozen BM25 impacts as a sparse vector; the query's vector carries the idf, so their inner product
 * is the score. The table is apart from the chunks so that a scan reads few pages.
 *
 * In both frequency tables, term 0 counts the chunks and term -1 their lengths. Changes are appended, never updated in
 * place, so that concurrent writers do not wait for each other; they are folded into the totals now and then.
 */
const INDEX_TABLES = [
  `create table chunk_terms (
    chunk_id uuid primary key references chunks (id) on delete cascade,
    document_id uuid not null,
    owner_id text,
    shared boolean not null,
    config text not null,
    length integer not null,
    terms integer[] not null,
    impacts sparsevec(536870912) not null
  ) with (toast_tuple_target = 4080)`,
  'alter table chunk_terms alter impacts set storage main, alter terms set storage main',
  'create index chunk_terms_by_owner on chunk_terms (owner_id)',
  'create index chunk_terms_by_document on chunk_terms (document_id)',
  'create index chunk_terms_by_term on chunk_terms using gin (terms) with (fastupdate = off)',

  `create table term_frequencies (
    config text,
    term integer,
    chunks bigint not null,
    primary key (term, config)
  )`,
  `create table term_frequency_changes (
    config text,
    term integer,
    chunks bigint not null
  )`,
  'create index term_frequency_changes_by_term on term_frequency_changes (term)',
];

const INDEX_FUNCTIONS = [
  `create function term_id(config text, lexeme text) returns integer
  language sql immutable strict parallel safe as $$
    select (
      ('x' || encode(substr(sha256(convert_to(config || chr(31) || lexeme, 'UTF8')), 1, 4), 'hex'))::bit(32)::bigint
      & 536870911
    )::integer + 1
  $$`,

  `create function average_chunk_length(of_config text) returns float8
  language sql stable as $$
    -- 120 terms a chunk is the expectation; it weighs as much as 20 chunks that were seen.
    select (120 * 20 + coalesce(sum(counted) filter (where term = -1), 0))::float8
         / (20 + coalesce(sum(counted) filter (where term = 0), 0))
    from (
      select term, chunks as counted from term_frequencies where config = of_config and term in (0, -1)
      union all
      select term, chunks from term_frequency_changes where config = of_config and term in (0, -1)
    ) totals
  $$`,

  `create function term_impacts(
    config text, content text, average_length float8, out length integer, out terms integer[], out impacts sparsevec
  )
  language sql stable parallel safe as $$
    with counted as materialized (
      select term_id(config, lexeme) as term, sum(cardinality(positions)) as frequency
      from unnest(to_tsvector(config::regconfig, content))
      group by 1
    ),
    total as (
      select coalesce(sum(frequency), 0)::integer as length from counted
    )
    select
      total.length,
      coalesce(array_agg(term order by term) filter (where term is not null), '{}'),
      (
        '{' || coalesce(string_agg(
          term || ':' || (frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * total.length / average_length)))::real,
          ','
        ), '') || '}/536870912'
      )::sparsevec
    from total left join counted on true
    group by total.length
  $$`,

  `create function count_chunk_terms() returns trigger
  language plpgsql as $$
  declare
    sign integer := case when tg_op = 'INSERT' then 1 else -1 end;
  begin
    insert into term_frequency_changes
      select config, term, sign * count(*) from touched, unnest(terms) term group by 1, 2
      union all
      select config, 0, sign * count(*) from touched group by 1
      union all
      select config, -1, sign * sum(length) from touched group by 1;
    return null;
  end $$`,

  `create function fold_term_frequencies() returns bigint
  language plpgsql as $$
  declare
    folded bigint;
  begin
    if not pg_try_advisory_xact_lock(7134402) then
      return -1;
    end if;
    with taken as (
      delete from term_frequency_changes returning *
    ),
    summed as (
      select config, term, sum(chunks) as chunks from taken group by 1, 2 having sum(chunks) <> 0
    )
    insert into term_frequencies
    select * from summed
    on conflict (term, config) do update set chunks = term_frequencies.chunks + excluded.chunks;
    get diagnostics folded = row_count;
    delete from term_frequencies where chunks <= 0;
    return folded;
  end $$`,
];

const INDEX_TRIGGERS = [
  `create trigger chunk_terms_inserted after insert on chunk_terms
  referencing new table as touched for each statement execute function count_chunk_terms()`,
  `create trigger chunk_terms_deleted after delete on chunk_terms
  referencing old table as touched for each statement execute function count_chunk_terms()`,
];
