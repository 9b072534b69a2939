import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Not strict, the function is put into the statements that use it: to call it costs more than what it does. */
export class InlinedSearchVector1700000001620 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter function search_vector(text) called on null input');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter function search_vector(text) strict');
  }
}
