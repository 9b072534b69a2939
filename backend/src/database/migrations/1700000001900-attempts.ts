import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often an address has called a route of accounts lately: limits hold on all instances together. */
export class Attempts1700000001900 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table attempts (
        key text primary key,
        count integer not null,
        ends_at timestamptz not null
      );
      create index attempts_that_end on attempts (ends_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table attempts');
  }
}
