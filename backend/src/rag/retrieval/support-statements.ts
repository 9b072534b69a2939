/**
 * `$1` and `$2`: contents and weights of the parts of a query; `$3`: chunks; `$4`: the collection among which terms
 * are rare, or '' for all documents. The terms of the query as each chunk's
 * configuration reads them, with their rarity, and whether the chunk holds them.
 */
export const MATCH_TERMS = `
  with asked as materialized (
    select chunk_terms.chunk_id, chunk_terms.config, chunk_terms.terms, said.lexeme, sum(part.weight) as weight,
      term_id(chunk_terms.config, said.lexeme) as term
    from chunk_terms
    cross join unnest($1::text[], $2::float8[]) as part (content, weight)
    cross join lateral unnest(to_tsvector(chunk_terms.config::regconfig, part.content)) said
    where chunk_terms.chunk_id = any ($3::uuid[])
    group by chunk_terms.chunk_id, chunk_terms.config, chunk_terms.terms, said.lexeme
  ),
  known as (
    select config, term,
      coalesce((
        select chunks from term_frequencies f
        where f.config = named.config and f.term = named.term and f.collection = $4
      ), 0)::float8
      + coalesce((
        select sum(chunks) from term_frequency_changes c
        where c.config = named.config and c.term = named.term and c.collection = $4
      ), 0)::float8 as chunks
    from (select config, term from asked union select config, 0 from asked) named
  )
  select asked.chunk_id as chunk, asked.config, asked.lexeme, asked.term = any (asked.terms) as held,
    asked.weight * ln(1 + (greatest(total.chunks - known.chunks, 0) + 0.5) / (known.chunks + 0.5)) as weight
  from asked
  join known total on total.config = asked.config and total.term = 0
  join known on known.config = asked.config and known.term = asked.term`;
