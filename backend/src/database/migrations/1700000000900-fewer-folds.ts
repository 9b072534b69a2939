import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Folding after each small document cost more than the document: it looked through all totals for empty ones. Now few
 * changes wait for more, and only terms that became rarer are looked at.
 */
export class FewerFolds1700000000900 implements MigrationInterface {
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
    worth_it constant integer := 2000;
    folded bigint;
    rarer integer[];
  begin
    if (select count(*) from (select from term_frequency_changes limit worth_it) waiting) < worth_it then
      return 0;
    end if;
    if not pg_try_advisory_xact_lock(7134402) then
      return -1;
    end if;
    with taken as (
      delete from term_frequency_changes returning *
    ),
    summed as (
      select config, term, sum(chunks) as chunks from taken group by 1, 2 having sum(chunks) <> 0
    ),
    stored as (
      insert into term_frequencies
      select * from summed
      on conflict (term, config) do update set chunks = term_frequencies.chunks + excluded.chunks
    )
    select count(*), array_agg(term) filter (where chunks < 0) into folded, rarer from summed;
    delete from term_frequencies where term = any (rarer) and chunks <= 0;
    return folded;
  end $$`;
