import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The numbers of terms stay as they are, but are computed within the statement that asks. Declared immutable, the function was
 * called for every word instead, since `convert_to` is stable. Impacts are computed for a whole slice at once.
 */
export class FasterTerms1700000001500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(termId('stable'));
    await runner.query('drop function term_impacts');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(TERM_IMPACTS);
    await runner.query(termId('immutable'));
  }
}

const termId = (volatility: 'stable' | 'immutable') => `
  create or replace function term_id(config text, lexeme text) returns integer
  language sql ${volatility} strict parallel safe as $$
    select (
      ('x' || encode(substr(sha256(convert_to(config || chr(31) || lexeme, 'UTF8')), 1, 4), 'hex'))::bit(32)::bigint
      & 536870911
    )::integer + 1
  $$`;

const TERM_IMPACTS = `
  create function term_impacts(
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
  $$`;
