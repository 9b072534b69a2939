import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may see a passage is asked as `owner_id = ... or shared`: with an index for each, the rest is never looked at. */
export class SharedPassages1700000001520 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index chunk_terms_shared on chunk_terms (owner_id) where shared');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index chunk_terms_shared');
  }
}
