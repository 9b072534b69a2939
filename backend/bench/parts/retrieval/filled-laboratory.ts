import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { LexicalIndex } from '../../../src/rag/retrieval/lexical-index.ts';
import { fromBuild } from './from-build.ts';
import { CHUNKS_A_DOCUMENT, type MadeChunk, type MadeCorpus } from './corpus.ts';

/** Whose documents a chunk is among: nearly all, a twentieth, or a hundredth. */
export const READERS = { all: 'reader-all', twentieth: 'reader-5', hundredth: 'reader-1' } as const;
export type Reader = keyof typeof READERS;

export const MODEL = 'made';
const DOCUMENTS_AT_ONCE = 20;

export interface StoredChunk {
  id: string;
  reader: Reader;
  vector: Float32Array;
}

/** Puts `count` chunks into the laboratory's tables, indexed by the product's code. The vector index is made at the end. */
export async function fill(pool: Pool, index: LexicalIndex, corpus: MadeCorpus, count: number): Promise<StoredChunk[]> {
  await pool.query(
    `insert into "user" (id, name, email, "emailVerified")
     select id, id, id || '@example.com', true from unnest($1::text[]) id`,
    [Object.values(READERS)],
  );
  const stored: StoredChunk[] = [];
  for (let document = 0; stored.length < count; document += DOCUMENTS_AT_ONCE) {
    const batch = Array.from({ length: DOCUMENTS_AT_ONCE }, (_, at) => readerOf(document + at)).flatMap((reader) => {
      const [documentId, versionId] = [randomUUID(), randomUUID()];
      return Array.from({ length: CHUNKS_A_DOCUMENT }, (_, position) => ({
        ...corpus.chunk(),
        id: randomUUID(),
        documentId,
        versionId,
        position,
        reader,
      }));
    });
    await store(pool, index, batch);
    stored.push(...batch.map(({ id, reader, vector }) => ({ id, reader, vector })));
    if (document % 1_000 === 0) await fold(pool, index);
  }
  await fold(pool, index);
  const { createIndex } = await fromBuild<typeof import('../../../src/rag/retrieval/vector-index-definition.ts')>(
    'rag/retrieval/vector-index-definition.js',
  );
  await pool.query(createIndex(MODEL, stored[0]?.vector.length ?? 0) ?? '');
  await pool.query('vacuum analyze');
  return stored;
}

async function fold(pool: Pool, index: LexicalIndex): Promise<void> {
  const client = await pool.connect();
  await index.fold(client).finally(() => client.release());
}

type NewChunk = MadeChunk & { id: string; documentId: string; versionId: string; position: number; reader: Reader };

async function store(pool: Pool, index: LexicalIndex, chunks: NewChunk[]): Promise<void> {
  const documents = chunks.filter(({ position }) => position === 0);
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(
      `insert into documents (id, owner_id, title, media_type, visibility, status, current_version_id, embedding_model)
       select id, owner, 'Made up', 'text/plain', 'private', 'ready', version, $4
         from unnest($1::uuid[], $2::uuid[], $3::text[]) as made (id, version, owner)`,
      [
        documents.map(({ documentId }) => documentId),
        documents.map(({ versionId }) => versionId),
        documents.map(({ reader }) => READERS[reader]),
        MODEL,
      ],
    );
    await client.query(
      `insert into document_versions (id, document_id, number, text, characters, hash)
       select version, id, 1, 'made', 4, version::text from unnest($1::uuid[], $2::uuid[]) as made (id, version)`,
      [documents.map(({ documentId }) => documentId), documents.map(({ versionId }) => versionId)],
    );
    await client.query(
      `insert into chunks (id, document_id, version_id, position, heading_path, start_offset, end_offset, text)
       select id, document, version, position, '{}', 0, length(content), content
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::text[])
           as made (id, document, version, position, content)`,
      [
        chunks.map(({ id }) => id),
        chunks.map(({ documentId }) => documentId),
        chunks.map(({ versionId }) => versionId),
        chunks.map(({ position }) => position),
        chunks.map(({ text }) => text),
      ],
    );
    await index.add(
      client,
      chunks.map(({ id, documentId, reader, text }) => ({
        id,
        documentId,
        ownerId: READERS[reader],
        shared: false,
        language: 'en',
        content: text,
      })),
    );
    await client.query(
      `insert into chunk_embeddings (chunk_id, document_id, model, embedding)
       select id, document, $4, embedding::vector
         from unnest($1::uuid[], $2::uuid[], $3::text[]) as made (id, document, embedding)`,
      [
        chunks.map(({ id }) => id),
        chunks.map(({ documentId }) => documentId),
        chunks.map(({ vector }) => `[${vector.join(',')}]`),
        MODEL,
      ],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
}

function readerOf(document: number): Reader {
  const place = document % 100;
  return place === 0 ? 'hundredth' : place <= 5 ? 'twentieth' : 'all';
}
