import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The keys with which documents were added, so that a request that is sent again adds nothing twice. */
export class DocumentAdditions1700000001600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table document_additions (
        user_id text not null references "user" (id) on delete cascade,
        key text not null,
        fingerprint text not null,
        attempt uuid not null,
        claimed_until timestamptz not null,
        document_id uuid references documents (id) on delete cascade,
        primary key (user_id, key)
      );
      create index document_additions_by_document on document_additions (document_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table document_additions');
  }
}
