import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A fold takes so many changes at most, however many wait: on the embedded database everything else waits for it. What is
 * taken need not be the oldest, so that totals may be below zero until the rest follows; only those of exactly none go.
 */
export class BoundedFolds1700000001510 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FOLD);
  }

  async down(): Promise<void> {
    // The function before it folds the same changes to the same totals.
  }
}

const FOLD = `
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
      select config, term, sum(chunks) as chunks from taken group by 1, 2 having sum(chunks) <> 0
    ),
    stored as (
      insert into term_frequencies
      select * from summed
      on conflict (term, config) do update set chunks = term_frequencies.chunks + excluded.chunks
    )
    select array_agg(term) filter (where chunks < 0) into gone from summed;
    delete from term_frequencies where term = any (gone) and chunks = 0;
    return cardinality(waiting);
  end $$`;
