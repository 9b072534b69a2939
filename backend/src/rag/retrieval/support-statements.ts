/**
 * `$1` and `$2`: contents and weights of the parts of a query; `$3`: chunks. The terms of the query as each chunk's
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
  counts as (
    select config, term, sum(chunks)::float8 as chunks
    from (
      select config, term, chunks from term_frequencies where term = 0 or term in (select term from asked)
      union all
      select config, term, chunks from term_frequency_changes where term = 0 or term in (select term from asked)
    ) counted
    group by config, term
  )
  select asked.chunk_id as chunk, asked.config, asked.lexeme, asked.term = any (asked.terms) as held,
    asked.weight * ln(1 + (greatest(total.chunks - coalesce(known.chunks, 0), 0) + 0.5) / (coalesce(known.chunks, 0) + 0.5))
      as weight
  from asked
  join counts total on total.config = asked.config and total.term = 0
  left join counts known on known.config = asked.config and known.term = asked.term`;
