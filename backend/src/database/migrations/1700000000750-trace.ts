import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How an answer came about, for who asked. Only the route that shows it reads the column. */
export class Trace1700000000750 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table chat_messages add column trace jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table chat_messages drop column trace');
  }
}
