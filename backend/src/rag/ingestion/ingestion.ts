import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { CreateDocument } from '@chatkit/contract';
import { Database } from '../../database/database.js';
import { type Chunk, chunksOf } from './chunker.js';
import { whileClaimed } from './claim.js';
import * as sql from './ingestion-statements.js';
import { languageOf } from './language.js';
import { LexicalIndex } from '../retrieval/lexical-index.js';
import { passageText } from './passage-text.js';

/** A slice is one transaction: small enough that a chat on the embedded database does not notice. */
const CHUNKS_A_SLICE = 8;
/** Folding rarely would make one long statement of many changes. */
const SLICES_A_FOLD = 16;
const MOST_QUESTIONS = 12;

interface DocumentNow {
  title: string;
  ownerId: string | null;
  shared: boolean;
}

interface Task {
  documentId: string;
  versionId: string;
  title: string;
  shared: boolean;
  mediaType: NonNullable<CreateDocument['mediaType']>;
  text: string;
}

/**
 * Takes the newest version of a document in: chunks and index, slice by slice, each replacing what was there at its place.
 * Broken off anywhere, it can simply run again; the document stays searchable all the while.
 */
@Injectable()
export class Ingestion {
  constructor(
    private readonly database: Database,
    private readonly index: LexicalIndex,
  ) {}

  /** The documents that wait for their ingestion, oldest first. */
  async unfinished(): Promise<string[]> {
    const { rows } = await this.database.backgroundPool.query<{ id: string }>(sql.UNFINISHED);
    return rows.map(({ id }) => id);
  }

  /** Does nothing when the document is gone, ready, or in the hands of another instance. Stops between slices. */
  async ingest(documentId: string, signal: AbortSignal): Promise<void> {
    await whileClaimed(this.database.backgroundPool, `ingestion ${documentId}`, (client) =>
      this.#ingestNewest(client, documentId, signal),
    );
  }

  async #ingestNewest(client: PoolClient, documentId: string, signal: AbortSignal): Promise<void> {
    let status = 'processing';
    while (status === 'processing') {
      const { rows } = await client.query<Task>(sql.READ_TASK, [documentId]);
      if (!rows[0]) return;
      status = await this.#takeIn(client, rows[0], signal);
    }
  }

  async #takeIn(client: PoolClient, task: Task, signal: AbortSignal): Promise<string> {
    const language = await languageOf(task.text);
    const questions = new Set<string>();
    let stored = 0;
    for (const slice of slicesOf(chunksOf(task.text, task.mediaType))) {
      signal.throwIfAborted();
      if (stored > 0 && stored % (SLICES_A_FOLD * CHUNKS_A_SLICE) === 0) await this.index.fold(client);
      await inTransaction(client, () => this.#storeSlice(client, task, language, slice));
      for (const question of questionsAbove(slice)) questions.add(question);
      stored += slice.length;
    }
    return inTransaction(client, async () => {
      await client.query(sql.CLEAR_REST, [task.documentId, task.versionId, stored]);
      await this.index.fold(client);
      const starters = [...questions].slice(0, MOST_QUESTIONS);
      const { rows } = await client.query<{ status: string }>(sql.FINISH, [
        task.documentId,
        task.versionId,
        starters,
        task.title,
        task.shared,
      ]);
      return rows[0]?.status ?? 'gone';
    });
  }

  async #storeSlice(
    client: PoolClient,
    { documentId, versionId, text }: Task,
    language: string | null,
    slice: Chunk[],
  ): Promise<void> {
    const { rows } = await client.query<DocumentNow>(sql.LOCK_DOCUMENT, [documentId]);
    const [document] = rows;
    if (!document) return;
    const chunks = slice.map((chunk) => ({ ...chunk, id: randomUUID(), text: text.slice(chunk.start, chunk.end) }));
    await client.query(sql.CLEAR_SLICE, [versionId, slice[0]?.position, slice.at(-1)?.position]);
    await client.query(sql.ADD_SLICE, [
      documentId,
      versionId,
      chunks.map(({ id }) => id),
      chunks.map(({ position }) => position),
      chunks.map(({ headingPath }) => JSON.stringify(headingPath)),
      chunks.map(({ start }) => start),
      chunks.map(({ end }) => end),
      chunks.map((chunk) => chunk.text),
    ]);
    const { title, ownerId, shared } = document;
    // The title counts twice.
    await this.index.add(
      client,
      chunks.map((chunk) => ({
        id: chunk.id,
        documentId,
        ownerId,
        shared,
        language,
        content: `${title}\n${passageText(title, chunk)}`,
      })),
    );
  }

  /** Marks a document that cannot be taken in. */
  async fail(documentId: string, reason: string): Promise<void> {
    await this.database.backgroundPool.query(sql.FAIL, [documentId, reason]);
  }
}

function questionsAbove(chunks: Chunk[]): string[] {
  return chunks.flatMap(({ headingPath }) => headingPath.slice(-1)).filter((heading) => heading.endsWith('?'));
}

function* slicesOf(chunks: Iterable<Chunk>): Generator<Chunk[]> {
  let slice: Chunk[] = [];
  for (const chunk of chunks) {
    slice.push(chunk);
    if (slice.length < CHUNKS_A_SLICE) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}

async function inTransaction<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  const result = await work();
  await client.query('commit');
  return result;
}
