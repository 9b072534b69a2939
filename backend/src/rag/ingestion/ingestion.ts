import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { CreateDocument } from '@chatkit/contract';
import { Database } from '../../database/database.js';
import type { DocumentEntity } from '../documents/document.entity.js';
import { type Chunk, chunksOf } from './chunker.js';
import { whileClaimed } from './claim.js';
import { DocumentFault } from './document-fault.js';
import { DocumentEvents } from './document-events.js';
import { DocumentProgressReporter } from './document-progress-reporter.js';
import * as sql from './ingestion-statements.js';
import { languageOf } from './language.js';
import { LexicalIndex } from '../retrieval/lexical-index.js';
import { passageText } from './passage-text.js';

const TOO_MANY_ATTEMPTS = 'The document could not be taken in, although it was tried several times. Try again later.';

/** Another instance is taking the document in. */
export class DocumentClaimedError extends Error {}

/** A slice is one transaction: small enough that a chat on the embedded database does not notice. */
const CHUNKS_A_SLICE = 8;
const MOST_QUESTIONS = 12;
const MOST_ATTEMPTS = 8;
/** Deleting one costs about as much as adding one. */
const HIDDEN_CHUNKS_A_SLICE = 16;

interface Task extends Pick<DocumentEntity, 'title' | 'ownerId' | 'visibility' | 'collection'> {
  documentId: string;
  versionId: string;
  mediaType: NonNullable<CreateDocument['mediaType']>;
  text: string;
  /** Which attempt this is, from 1. */
  attempts: number;
  /** Whether another version is found until this one is complete. */
  replaces: boolean;
}

/**
 * Takes the newest version of a document in: chunks and index, slice by slice, each replacing what was there at its place.
 * Broken off anywhere, it can simply run again. A new version is built beside the one before, which is found until one short
 * statement puts the new one in its place.
 */
@Injectable()
export class Ingestion {
  constructor(
    private readonly database: Database,
    private readonly index: LexicalIndex,
    private readonly progress: DocumentProgressReporter,
    private readonly events: DocumentEvents,
  ) {}

  /**
   * Does nothing when the document is gone, cancelled or ready. Stops between slices. Throws {@link DocumentFault} when it can
   * never be taken in, and {@link DocumentClaimedError} while another instance is at it.
   */
  async ingest(documentId: string, signal: AbortSignal): Promise<void> {
    const claimed = await whileClaimed(this.database.backgroundPool, `ingestion ${documentId}`, async (client) => {
      await this.#ingestNewest(client, documentId, signal);
      await this.#clearHidden(client, documentId, signal);
    });
    if (!claimed) throw new DocumentClaimedError();
  }

  /** Marks a document that cannot be taken in. */
  async fail(documentId: string, reason: string): Promise<void> {
    const { rowCount } = await this.database.backgroundPool.query(sql.FAIL, [documentId, reason]);
    if (rowCount) this.events.changed(documentId);
  }

  async #ingestNewest(client: PoolClient, documentId: string, signal: AbortSignal): Promise<void> {
    let status = 'processing';
    while (status === 'processing') {
      const { rows } = await client.query<Task>(sql.BEGIN_ATTEMPT, [documentId]);
      const [task] = rows;
      if (!task) return;
      if (task.attempts > MOST_ATTEMPTS) throw new DocumentFault(TOO_MANY_ATTEMPTS);
      try {
        status = await this.#takeIn(client, task, signal);
      } catch (error) {
        if (signal.aborted) await client.query(sql.TAKE_ATTEMPT_BACK, [documentId]);
        throw error;
      }
      if (status === 'ready') this.events.changed(documentId);
    }
  }

  async #takeIn(client: PoolClient, task: Task, signal: AbortSignal): Promise<string> {
    const language = await languageOf(task.text);
    const questions = new Set<string>();
    let stored = 0;
    for (const slice of slicesOf(chunksOf(task.text, task.mediaType))) {
      signal.throwIfAborted();
      const isStored = await inTransaction(client, () => this.#storeSlice(client, task, language, slice));
      if (!isStored) return 'processing'; // as it is now, if it is wanted at all
      await this.index.fold(client);
      for (const question of questionsAbove(slice)) questions.add(question);
      stored += slice.length;
      await this.progress.report(task.documentId, 'indexing', (slice.at(-1)?.end ?? 0) / task.text.length);
    }
    await client.query(sql.CLEAR_REST, [task.versionId, stored]);
    const starters = [...questions].slice(0, MOST_QUESTIONS);
    return inTransaction(client, async () => {
      // A statement that waits for the lock would not see what came meanwhile.
      if (!(await this.#lock(client, task))) return 'processing';
      const values = [task.documentId, task.versionId, starters];
      const { rows } = await client.query<{ status: string }>(sql.FINISH, values);
      return rows[0]?.status ?? 'processing';
    });
  }

  /** Deletes the chunks of versions that are not found any more. */
  async #clearHidden(client: PoolClient, documentId: string, signal: AbortSignal): Promise<void> {
    for (let cleared = HIDDEN_CHUNKS_A_SLICE; cleared === HIDDEN_CHUNKS_A_SLICE;) {
      signal.throwIfAborted();
      const { rowCount } = await client.query(sql.CLEAR_HIDDEN_CHUNKS, [documentId, HIDDEN_CHUNKS_A_SLICE]);
      cleared = rowCount ?? 0;
      if (cleared > 0) await this.index.fold(client);
    }
    await client.query(sql.END_REPLACING, [documentId]);
  }

  /** Whether the document is to be taken in as the task says; until the transaction ends, it stays so. */
  async #lock(client: PoolClient, { documentId, title, visibility, collection }: Task): Promise<boolean> {
    const { rowCount } = await client.query(sql.LOCK_DOCUMENT, [documentId, title, visibility, collection]);
    return rowCount === 1;
  }

  /** Stores nothing, and says so, when the document was deleted or changed, or its ingestion cancelled. */
  async #storeSlice(client: PoolClient, task: Task, language: string | null, slice: Chunk[]): Promise<boolean> {
    if (!(await this.#lock(client, task))) return false;
    const { documentId, versionId, text, replaces, title, ownerId, visibility, collection } = task;
    if (replaces) await client.query(sql.BEGIN_REPLACING, [documentId]);
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
    // The title counts twice.
    await this.index.add(
      client,
      chunks.map((chunk) => ({
        id: chunk.id,
        documentId,
        ownerId,
        shared: visibility === 'shared',
        collection,
        language,
        content: `${title}\n${passageText(title, chunk)}`,
      })),
    );
    return true;
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
