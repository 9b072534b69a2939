/**
 * The statements of BM25 over `chunk_terms` (the tables and functions are in the migration `knowledge`).
 * Everywhere, `$4` is the user, `$5` how many passages, and `$6` the collection, or '' for all documents.
 *
 * `$1` to `$3` are the parts of a query: contents, their weights, and how many of their rarest terms count (null: all terms,
 * each as often as it is said). Each is read in every text search configuration that documents were indexed with, since the
 * language of a short question cannot be told.
 */
const QUERY_TERMS = `
  totals as materialized (
    select config, sum(counted)::float8 as chunks
    from (
      select config, chunks as counted from term_frequencies where term = 0 and collection = $6
      union all
      select config, chunks from term_frequency_changes where term = 0 and collection = $6
    ) counts
    group by config
    having sum(counted) > 0
  ),
  parts as (
    select part.*, totals.config
    from unnest($1::text[], $2::float8[], $3::integer[]) with ordinality as part (content, weight, keep, number)
    cross join totals
  ),
  said as materialized (
    select number, config, keep, term_id(config, lexeme) as term,
      case when keep is null then weight * sum(cardinality(positions)) else weight end as weight
    from parts, unnest(to_tsvector(config::regconfig, content))
    group by number, config, keep, weight, lexeme
  ),
  known as materialized (
    select config, term,
      coalesce((
        select chunks from term_frequencies f
        where f.config = said.config and f.term = said.term and f.collection = $6
      ), 0)::float8
      + coalesce((
        select sum(chunks) from term_frequency_changes c
        where c.config = said.config and c.term = said.term and c.collection = $6
      ), 0)::float8 as chunks
    from said
    group by config, term
  ),
  rarity as materialized (
    select config, term, known.chunks, ln(1 + (totals.chunks - known.chunks + 0.5) / (known.chunks + 0.5)) as idf
    from known join totals using (config)
    where known.chunks between 0 and totals.chunks
  ),
  ranked_terms as (
    select *, row_number() over (partition by number, config order by idf desc, term) as place
    from said join rarity using (config, term)
    where keep is null or chunks > 0
  ),
  query_terms as materialized (
    select config, term, min(chunks) as chunks, sum(weight) * min(idf) as weight
    from ranked_terms
    where keep is null or place <= keep
    group by config, term
  ),
  query as materialized (
    select ('{' || coalesce(string_agg(term || ':' || weight::real, ','), '') || '}/536870912')::sparsevec as vector
    from query_terms
    where chunks > 0 and weight > 0
  )`;

/**
 * The rarest terms, as long as at most 10,000 chunks hold them together, or a twentieth of all. All terms score, these find:
 * a chunk with common words alone is not among the best.
 */
const FINDING_TERMS = `
  finding as materialized (
    select array_agg(term) as terms
    from (
      select term, sum(chunks) over rarest_first as reached, row_number() over rarest_first as place
      from query_terms
      where chunks > 0
      window rarest_first as (order by chunks, term)
    ) counted
    where place = 1 or reached <= greatest(0.05 * (select sum(chunks) from totals), 10000)
  )`;

/** While a new version of a document is built beside the old one, and the old one is cleared away, one of them is hidden. */
const IS_CURRENT = `
  (document_id not in (select id from documents where replacing) or exists (
    select from chunks join documents on documents.current_version_id = chunks.version_id where chunks.id = chunk_id
  ))`;

/** `offset 0` keeps the planner from computing each distance twice. */
const ranked = (chunks: string) => `
  ranked as materialized (
    select chunk_id, -distance as score
    from (
      select chunk_id, impacts <#> (select vector from query) as distance
      from chunk_terms
      where ${chunks} and ${IS_CURRENT}
      offset 0
    ) scored
    where distance < 0
    order by distance, chunk_id
    limit $5
  )`;

/** Access and collection are checked again on the document, where they may just have changed. */
const PASSAGES = `
  select
    chunks.id, chunks.document_id, chunks.version_id, chunks.heading_path, chunks.start_offset, chunks.end_offset,
    chunks.text, documents.title, ranked.score
  from ranked
  join chunks on chunks.id = ranked.chunk_id
  join documents on documents.id = chunks.document_id
  where (documents.owner_id = $4 or documents.visibility = 'shared') and ($6 = '' or documents.collection = $6)
  order by ranked.score desc, chunks.id`;

/** Every chunk of the reach is scored. */
export const SEARCH_BY_SCAN = `
  with ${QUERY_TERMS}, ${ranked(`(owner_id = $4 or shared) and ($6 = '' or collection = $6)`)} ${PASSAGES}`;

/**
 * Only chunks that hold one of the rarer terms are scored. Access is written so that no index serves it: for a user who may
 * see very many chunks, to collect these from the index takes longer than to look at each chunk found. Of a collection the
 * index does serve, for terms that are rare in it may be common elsewhere.
 */
export const SEARCH_BY_TERMS = `
  with ${QUERY_TERMS}, ${FINDING_TERMS},
  ${ranked(`
    terms && (select terms from finding) and (owner_id = $4 or shared) is true and ($6 = '' or collection = $6)
  `)} ${PASSAGES}`;

/** How many chunks the user may see, or `$2` where there are more. `$1`: the user. Each part is read from its index. */
export const COUNT_CHUNKS = `
  select count(*)::integer as chunks
  from (
    (select from chunk_terms where owner_id = $1 limit $2)
    union all
    (select from chunk_terms where shared and owner_id is distinct from $1 limit $2)
    limit $2
  ) reachable`;

/** As {@link COUNT_CHUNKS}, of those in the collection `$3`. All that it looks at is in their index. */
export const COUNT_CHUNKS_OF_COLLECTION = `
  select count(*)::integer as chunks
  from (select from chunk_terms where collection = $3 and (owner_id = $1 or shared) limit $2) reachable`;

/**
 * `$1` to `$7`, one array each: chunks, documents, owners, whether shared, collections, configurations, indexed texts. A term's
 * impact is its part in BM25 without the rarity, with the average length in its collection, or of all passages, as it is now.
 */
export const ADD_CHUNKS = `
  with added as materialized (
    select *
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::boolean[], $5::text[], $6::text[], $7::text[])
      as added (chunk_id, document_id, owner_id, shared, collection, config, content)
  ),
  averages as materialized (
    select config, collection, average_chunk_length(config, coalesce(collection, '')) as average
    from (select distinct config, collection from added) used
  ),
  counted as (
    select chunk_id, config, collection, term_id(config, lexeme) as term, sum(cardinality(positions))::float8 as frequency
    from added, unnest(to_tsvector(config::regconfig, content))
    group by chunk_id, config, collection, term
  ),
  measured as (
    select counted.*, average, sum(frequency) over (partition by chunk_id) as length
    from counted
    join averages on averages.config = counted.config and averages.collection is not distinct from counted.collection
  ),
  indexed as (
    select chunk_id, max(length)::integer as length, array_agg(term order by term) as terms,
      string_agg(term || ':' || (
        frequency * 2.2::float8 / (frequency + 1.2::float8 * (0.25::float8 + 0.75::float8 * length / average))
      )::real, ',') as impacts
    from measured
    group by chunk_id
  )
  insert into chunk_terms (chunk_id, document_id, owner_id, shared, collection, config, length, terms, impacts)
  select chunk_id, document_id, owner_id, shared, collection, config, coalesce(length, 0), coalesce(terms, '{}'),
    ('{' || coalesce(impacts, '') || '}/536870912')::sparsevec
  from added left join indexed using (chunk_id)`;
