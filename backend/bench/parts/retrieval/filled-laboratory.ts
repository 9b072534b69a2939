import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { LexicalIndex } from '../../../src/rag/retrieval/lexical-index.ts';
import { inBulk } from './bulk-load.ts';
import { CHUNKS_A_DOCUMENT, DIMENSIONS, type MadeChunk, type MadeCorpus } from './corpus.ts';
import { fromBuild } from './from-build.ts';

/** Whose documents a chunk is among: nearly all, a twentieth, or a hundredth. */
export const READERS = { all: 'reader-all', twentieth: 'reader-5', hundredth: 'reader-1' } as const;
export type Reader = keyof typeof READERS;

export const MODEL = 'made';
const DOCUMENTS_AT_ONCE = 20;
/** So many are counted as the product counts, and tell how long passages are on average. */
const CHUNKS_BEFORE_BULK = 1_000;

export interface StoredChunk {
  id: string;
  reader: Reader;
  vector: Float32Array;
}

/**
 * Puts `count` chunks into the laboratory's tables. Their rows are made by the product's statements; counts and the indexes
 * of terms and vectors are made at the end. Throws when these are not what the product would have made.
 */
export async function fill(
  client: PoolClient,
  index: LexicalIndex,
  corpus: MadeCorpus,
  count: number,
): Promise<StoredChunk[]> {
  await client.query(
    `insert into "user" (id, name, email, "emailVerified")
     select id, id, id || '@example.com', true from unnest($1::text[]) id`,
    [Object.values(READERS)],
  );
  const stored: StoredChunk[] = [];
  const storeUntil = async (end: number): Promise<void> => {
    while (stored.length < end) {
      const batch = makeDocuments(corpus, stored.length / CHUNKS_A_DOCUMENT);
      await store(client, index, batch);
      stored.push(...batch.map(({ id, reader, vector }) => ({ id, reader, vector })));
    }
  };
  await storeUntil(Math.min(CHUNKS_BEFORE_BULK, count));
  await inBulk(client, () => storeUntil(count));
  const { createIndex } = await fromBuild<typeof import('../../../src/rag/retrieval/vector-index-definition.ts')>(
    'rag/retrieval/vector-index-definition.js',
  );
  await client.query(`set maintenance_work_mem = '256MB'`);
  await client.query(createIndex(MODEL, DIMENSIONS) ?? '');
  await client.query('reset maintenance_work_mem');
  await client.query('vacuum analyze');
  await assertSound(client);
  return stored;
}

async function assertSound(client: PoolClient): Promise<void> {
  const { findViolations } =
    await fromBuild<typeof import('../../../src/database/invariants.ts')>('database/invariants.js');
  const violated = (await findViolations(client)).filter(({ count }) => count > 0);
  if (violated.length > 0) throw new Error(`not as the product stores it: ${JSON.stringify(violated)}`);
}

type NewChunk = MadeChunk & { id: string; documentId: string; versionId: string; position: number; reader: Reader };

function makeDocuments(corpus: MadeCorpus, first: number): NewChunk[] {
  return Array.from({ length: DOCUMENTS_AT_ONCE }, (_, at) => readerOf(first + at)).flatMap((reader) => {
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
}

async function store(client: PoolClient, index: LexicalIndex, chunks: NewChunk[]): Promise<void> {
  const documents = chunks.filter(({ position }) => position === 0);
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
      collection: null,
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
}

function readerOf(document: number): Reader {
  const place = document % 100;
  return place === 0 ? 'hundredth' : place <= 5 ? 'twentieth' : 'all';
}
