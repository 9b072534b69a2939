import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A chunk may have vectors of two models: those of the one before serve until those of the new one are complete. */
export class VectorsByModel1700000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table chunk_embeddings drop constraint chunk_embeddings_pkey');
    await runner.query('alter table chunk_embeddings add primary key (chunk_id, model)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from chunk_embeddings e using documents d
       where d.id = e.document_id and e.model is distinct from d.embedding_model`);
    await runner.query('alter table chunk_embeddings drop constraint chunk_embeddings_pkey');
    await runner.query('alter table chunk_embeddings add primary key (chunk_id)');
  }
}
