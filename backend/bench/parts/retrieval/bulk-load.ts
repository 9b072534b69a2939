import type { PoolClient } from 'pg';

const PASSAGES_BY_TERM = 'chunk_terms_by_term';

/** What the triggers would have counted: passages of each term, with term 0 for all of them and -1 for their lengths. */
const COUNT_TERMS = `
  insert into term_frequencies (config, term, chunks)
  select config, term, count(*) from chunk_terms, unnest(terms) term group by 1, 2
  union all select config, 0, count(*) from chunk_terms group by 1
  union all select config, -1, sum(length) from chunk_terms group by 1`;

/**
 * Has `load` fill an index without counting terms one by one and without the slowest of its indexes, and makes both from
 * the rows afterwards. What was there before gives the average length that new rows are weighed by.
 */
export async function inBulk(client: PoolClient, load: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ indexdef: string }>('select indexdef from pg_indexes where indexname = $1', [
    PASSAGES_BY_TERM,
  ]);
  const [index] = rows;
  if (!index) throw new Error(`there is no index ${PASSAGES_BY_TERM}`);
  await client.query(`drop index ${PASSAGES_BY_TERM}`);
  await client.query('alter table chunk_terms disable trigger user');
  await load();
  await client.query('alter table chunk_terms enable trigger user');
  await client.query('truncate term_frequencies, term_frequency_changes');
  await client.query(COUNT_TERMS);
  await client.query(index.indexdef);
}
