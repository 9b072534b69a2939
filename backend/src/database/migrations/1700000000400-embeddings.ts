import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One vector per chunk, of the model that is in force; the dimensions are the model's own, so the column names none. Searches
 * score all that the access filter lets through. A row may fill a page: vectors of up to 2,000 dimensions are read in place.
 */
export class Embeddings1700000000400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table chunk_embeddings (
        chunk_id uuid primary key references chunks (id) on delete cascade,
        document_id uuid not null,
        model text not null,
        embedding vector not null
      ) with (toast_tuple_target = 8160)
    `);
    await runner.query('create index chunk_embeddings_by_model on chunk_embeddings (model, document_id)');
    // The model that a document's chunks were last embedded with; null when they have changed since.
    await runner.query('alter table documents add column embedding_model text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table documents drop column embedding_model');
    await runner.query('drop table chunk_embeddings');
  }
}
