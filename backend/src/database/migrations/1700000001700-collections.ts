import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A document may be in one collection, named by a label. Terms are counted among all passages, under the label `''`, and
 * once more among those of each collection; both have an average length. A question remembers of which collection it was asked.
 */
export class Collections1700000001700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...COLUMNS, DROP_AVERAGE, AVERAGE, COUNT, FOLD]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [COUNT_WITHOUT, FOLD_WITHOUT, DROP_AVERAGE, AVERAGE_WITHOUT, ...WITHOUT_COLUMNS]) {
      await runner.query(statement);
    }
  }
}

const COLUMNS = [
  'alter table chat_messages add column collection text',
  `alter table documents add column collection text check (collection <> '')`,
  'create index documents_by_collection on documents (collection) where collection is not null',
  'alter table chunk_terms add column collection text',
  // Holds all that the count of a reader's passages asks for.
  `create index chunk_terms_by_collection on chunk_terms (collection, shared, owner_id) where collection is not null`,
  `alter table term_frequency_changes add column collection text not null default ''`,
  `alter table term_frequencies add column collection text not null default ''`,
  'alter table term_frequencies drop constraint term_frequencies_pkey',
  'alter table term_frequencies add primary key (term, config, collection)',
];

const WITHOUT_COLUMNS = [
  `delete from term_frequencies where collection <> ''`,
  `delete from term_frequency_changes where collection <> ''`,
  'alter table term_frequencies drop column collection',
  'alter table term_frequencies add primary key (term, config)',
  'alter table term_frequency_changes drop column collection',
  'alter table chunk_terms drop column collection',
  'alter table documents drop column collection',
  'alter table chat_messages drop column collection',
];

const DROP_AVERAGE = 'drop function average_chunk_length';

/** Of a collection that has few passages yet, the average of all is the expectation. It weighs as much as 20 of them. */
const AVERAGE = `
  create function average_chunk_length(of_config text, among text default '') returns float8
  language sql stable as $$
    with counted as (
      select collection, term, chunks from term_frequencies
       where config = of_config and collection in ('', among) and term in (0, -1)
      union all
      select collection, term, chunks from term_frequency_changes
       where config = of_config and collection in ('', among) and term in (0, -1)
    ), totals as (
      select
        coalesce(sum(chunks) filter (where collection = '' and term = -1), 0)::float8 as length,
        coalesce(sum(chunks) filter (where collection = '' and term = 0), 0)::float8 as passages,
        coalesce(sum(chunks) filter (where collection = among and term = -1), 0)::float8 as length_among,
        coalesce(sum(chunks) filter (where collection = among and term = 0), 0)::float8 as passages_among
      from counted
    ), usual as (
      select (120 * 20 + length) / (20 + passages) as average from totals
    )
    select case when among = '' then average else (average * 20 + length_among) / (20 + passages_among) end
    from totals, usual
  $$`;

const AVERAGE_WITHOUT = `
  create function average_chunk_length(of_config text) returns float8
  language sql stable as $$
    select (120 * 20 + coalesce(sum(counted) filter (where term = -1), 0))::float8
         / (20 + coalesce(sum(counted) filter (where term = 0), 0))
    from (
      select term, chunks as counted from term_frequencies where config = of_config and term in (0, -1)
      union all
      select term, chunks from term_frequency_changes where config = of_config and term in (0, -1)
    ) totals
  $$`;

const COUNT = `
  create or replace function count_chunk_terms() returns trigger
  language plpgsql as $$
  declare
    sign integer := case when tg_op = 'INSERT' then 1 else -1 end;
  begin
    with counted as (
      select collection, config, term, count(*) as chunks from touched, unnest(terms) term group by 1, 2, 3
      union all
      select collection, config, 0, count(*) from touched group by 1, 2
      union all
      select collection, config, -1, sum(length) from touched group by 1, 2
    )
    insert into term_frequency_changes (collection, config, term, chunks)
      select '', config, term, sign * sum(chunks) from counted group by 2, 3
      union all
      select collection, config, term, sign * chunks from counted where collection is not null;
    return null;
  end $$`;

const COUNT_WITHOUT = `
  create or replace function count_chunk_terms() returns trigger
  language plpgsql as $$
  declare
    sign integer := case when tg_op = 'INSERT' then 1 else -1 end;
  begin
    insert into term_frequency_changes (config, term, chunks)
      select config, term, sign * count(*) from touched, unnest(terms) term group by 1, 2
      union all
      select config, 0, sign * count(*) from touched group by 1
      union all
      select config, -1, sign * sum(length) from touched group by 1;
    return null;
  end $$`;

const fold = (key: string) => `
  create or replace function fold_term_frequencies() returns bigint
  language plpgsql as $$
  declare
    at_once constant integer := 2000;
    waiting tid[];
    gone integer[];
  begin
    waiting := array(select ctid from term_frequency_changes limit at_once);
    if cardinality(waiting) < at_once then
      return 0;
    end if;
    if not pg_try_advisory_xact_lock(7134402) then
      return 0;
    end if;
    with taken as (
      delete from term_frequency_changes where ctid = any (waiting) returning *
    ),
    summed as (
      select ${key}, sum(chunks) as chunks from taken group by ${key} having sum(chunks) <> 0
    ),
    stored as (
      insert into term_frequencies (${key}, chunks)
      select * from summed
      on conflict (${key}) do update set chunks = term_frequencies.chunks + excluded.chunks
    )
    select array_agg(term) filter (where chunks < 0) into gone from summed;
    delete from term_frequencies where term = any (gone) and chunks = 0;
    return cardinality(waiting);
  end $$`;

const FOLD = fold('term, config, collection');
const FOLD_WITHOUT = fold('term, config');
