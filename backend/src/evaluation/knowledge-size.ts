import type { Pool } from 'pg';

/** Chunks, and the bytes of all tables and indexes that hold them and their text. */
export interface KnowledgeSize {
  chunks: number;
  bytes: number;
}

const READ_SIZE = `
  select
    (select count(*)::integer from chunks) as chunks,
    (select sum(pg_total_relation_size(oid)) from pg_class where relname in (
      'documents', 'document_versions', 'chunks', 'chunk_terms', 'chunk_embeddings', 'term_frequencies',
      'term_frequency_changes'
    ) and relkind = 'r') as bytes`;

/** How much the product's database holds. */
export async function knowledgeSize(pool: Pool): Promise<KnowledgeSize> {
  const { rows } = await pool.query<{ chunks: number; bytes: string }>(READ_SIZE);
  return { chunks: rows[0]?.chunks ?? 0, bytes: Number(rows[0]?.bytes ?? 0) };
}
