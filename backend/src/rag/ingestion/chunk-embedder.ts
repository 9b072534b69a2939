import { Inject, Injectable } from '@nestjs/common';
import { escapeIdentifier } from 'pg';
import { Database } from '../../database/database.js';
import { EmbeddingModel } from '../../llm/embedding-model.js';
import { whileClaimed } from './claim.js';
import { DocumentEvents } from './document-events.js';
import { DocumentProgressReporter } from './document-progress-reporter.js';
import { CLEAR_EMBEDDING_PROGRESS } from './ingestion-statements.js';
import { passageText } from './passage-text.js';
import { createIndex, INDEX_PREFIX, indexName } from '../retrieval/vector-index-definition.js';
import { vectorParameter } from '../retrieval/vector-parameter.js';
import * as sql from '../retrieval/vector-statements.js';

const CHUNKS_AT_ONCE = 32;
/** At most 50 ms on the embedded database. */
const VECTORS_FORGOTTEN_AT_ONCE = 100;

interface ChunkToEmbed {
  id: string;
  position: number;
  title: string;
  /** Of the document. */
  chunkCount: number;
  headingPath: string[];
  text: string;
}

/**
 * Gives the chunks of documents that are ready their vectors, document by document. Each vector is stored by a short
 * statement of its own, and no transaction is open while the model works. Broken off anywhere, it goes on where it was.
 */
@Injectable()
export class ChunkEmbedder {
  /** At first also documents that another model has embedded; later not, lest two instances with two models take turns. */
  #includesOtherModels = true;
  /** The one that is there for sure. */
  #index: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly progress: DocumentProgressReporter,
    private readonly events: DocumentEvents,
    @Inject(EmbeddingModel) private readonly model: EmbeddingModel | null,
  ) {}

  /** Whether an embedding model is configured; without one, nothing is ever done. */
  get enabled(): boolean {
    return this.model !== null;
  }

  /** Says of no document any more that it is being embedded: there is no model now. */
  async clearProgress(): Promise<void> {
    await this.database.backgroundPool.query(CLEAR_EMBEDDING_PROGRESS);
  }

  /** Embeds all documents that wait for it, unless another instance is at it. Throws when the model fails. */
  async embedWaiting(signal: AbortSignal): Promise<void> {
    const { model } = this;
    if (!model) return;
    // Not from the background's pool, which on the embedded database has one connection, and ingestion needs it.
    await whileClaimed(this.database.pool, 'embedding', () => this.#embedAll(model, signal));
  }

  async #embedAll(model: EmbeddingModel, signal: AbortSignal): Promise<void> {
    for (let id = await this.#next(model); id !== undefined; id = await this.#next(model)) {
      signal.throwIfAborted();
      await this.#embedDocument(model, id, signal);
    }
    if (this.#includesOtherModels) await this.#forgetOtherModels(model, signal);
    this.#includesOtherModels = false;
  }

  /** Made while there is little to index: it grows with each vector, and nothing has to wait for it. */
  async #prepareIndex(model: string, dimensions: number): Promise<void> {
    const name = indexName(model, dimensions);
    if (this.#index === name) return;
    const statement = createIndex(model, dimensions);
    if (statement) await this.database.backgroundPool.query(statement);
    this.#index = name;
  }

  /** All documents have the vectors of this model: those of others have served. */
  async #forgetOtherModels({ name }: EmbeddingModel, signal: AbortSignal): Promise<void> {
    const pool = this.database.backgroundPool;
    for (let forgotten = VECTORS_FORGOTTEN_AT_ONCE; forgotten === VECTORS_FORGOTTEN_AT_ONCE;) {
      signal.throwIfAborted();
      const { rowCount } = await pool.query(sql.FORGET_OTHER_MODELS, [name, VECTORS_FORGOTTEN_AT_ONCE]);
      forgotten = rowCount ?? 0;
    }
    if (this.#index === undefined) return;
    const { rows } = await pool.query<{ name: string }>(sql.OTHER_INDEXES, [INDEX_PREFIX, this.#index]);
    for (const other of rows) await pool.query(`drop index if exists ${escapeIdentifier(other.name)}`);
  }

  async #next(model: EmbeddingModel): Promise<string | undefined> {
    const values = [model.name, this.#includesOtherModels];
    const { rows } = await this.database.backgroundPool.query<{ id: string }>(sql.NEXT_DOCUMENT, values);
    return rows[0]?.id;
  }

  async #embedDocument(model: EmbeddingModel, documentId: string, signal: AbortSignal): Promise<void> {
    const pool = this.database.backgroundPool;
    let after = -1;
    for (;;) {
      const values = [documentId, model.name, after, CHUNKS_AT_ONCE];
      const { rows: chunks } = await pool.query<ChunkToEmbed>(sql.CHUNKS_WITHOUT_EMBEDDING, values);
      if (chunks.length === 0) break;
      const texts = chunks.map((chunk) => passageText(chunk.title, chunk));
      const vectors = await model.embed(texts, signal);
      await this.#prepareIndex(model.name, vectors[0]?.length ?? 0);
      for (const [index, vector] of vectors.entries()) {
        await pool.query(sql.ADD_EMBEDDING, [chunks[index]?.id, model.name, vectorParameter(vector)]);
      }
      const last = chunks.at(-1);
      if (!last) break;
      after = last.position;
      await this.progress.report(documentId, 'embedding', (after + 1) / last.chunkCount);
    }
    await pool.query(sql.FINISH_DOCUMENT, [documentId, model.name]);
    this.events.changed(documentId);
  }
}
