import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What background ingestion keeps on documents and versions. Its queue, in the schema `jobs`, is made by pg-boss. */
export class Jobs1700000000720 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table documents drop constraint documents_status_check');
    await runner.query(`
      alter table documents
        add constraint documents_status_check check (status in ('processing', 'ready', 'failed', 'cancelled')),
        add progress_step text check (progress_step in ('indexing', 'embedding')),
        add progress_percent integer check (progress_percent between 0 and 100),
        -- How often its ingestion was begun and neither ended nor was put off.
        add attempts integer not null default 0,
        -- Whether it may have chunks that are not of its current version, which no search may find.
        add replacing boolean not null default false
    `);
    await runner.query('create index documents_replacing on documents (id) where replacing');
    // When all of its chunks were there for the first time.
    await runner.query('alter table document_versions add indexed_at timestamptz');
    await runner.query(`
      update document_versions set indexed_at = now()
      where id in (select current_version_id from documents where status = 'ready')
    `);
    await runner.query('alter table documents drop constraint documents_source_key_key');
    await runner.query(`
      create unique index documents_by_source on documents (source_key, coalesce(owner_id, ''))
      where source_key is not null
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index documents_by_source');
    await runner.query('alter table documents add constraint documents_source_key_key unique (source_key)');
    await runner.query('alter table document_versions drop column indexed_at');
    await runner.query(`update documents set status = 'failed', error = 'Cancelled.' where status = 'cancelled'`);
    await runner.query(`
      alter table documents
        drop constraint documents_status_check,
        add constraint documents_status_check check (status in ('processing', 'ready', 'failed')),
        drop progress_step, drop progress_percent, drop attempts, drop replacing
    `);
    await runner.query('drop schema if exists jobs cascade');
  }
}
