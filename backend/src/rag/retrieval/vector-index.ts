import { Inject, Injectable, Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { EmbeddingModel } from '../../llm/embedding-model.js';
import { ModelError } from '../../llm/language-model.js';
import { type FoundChunk, type FoundRow, toFoundChunk } from './found-chunk.js';
import type { QueryPart } from './query-part.js';
import { vectorParameter } from './vector-parameter.js';
import { SEARCH_BY_VECTOR } from './vector-statements.js';

const LONGEST_WAIT_MS = 1_000;
const LONGEST_QUERY = 4_096;
const WARN_EVERY_MS = 60_000;

/** Finds chunks by their meaning: the vectors nearest to the question's, with the caller's access in the statement. */
@Injectable()
export class VectorIndex {
  readonly #logger = new Logger(VectorIndex.name);
  #warnedAt = -Infinity;

  constructor(
    private readonly pool: Pool,
    @Inject(EmbeddingModel) private readonly model: EmbeddingModel | null,
  ) {}

  /** Whether an embedding model is configured; without one, nothing is ever found. */
  get enabled(): boolean {
    return this.model !== null;
  }

  /** The nearest chunks that the user may see, best first; none while the model cannot say where the question is. */
  async search(userId: string, parts: QueryPart[], limit: number): Promise<FoundChunk[]> {
    const vector = this.model && (await this.#embed(this.model, textOf(parts)));
    // A vector without a direction is near to nothing.
    if (!this.model || !vector?.some((value) => value !== 0)) return [];
    const values = [userId, this.model.name, vectorParameter(vector), limit];
    const { rows } = await this.pool.query<FoundRow>(SEARCH_BY_VECTOR, values);
    return rows.map(toFoundChunk);
  }

  /** The question waits for its vector only so long: the search by words answers, too. */
  async #embed(model: EmbeddingModel, text: string): Promise<Float32Array | undefined> {
    if (text.trim() === '') return undefined;
    const timeLimit = AbortSignal.timeout(LONGEST_WAIT_MS);
    try {
      return (await model.embed([text], timeLimit))[0];
    } catch (error) {
      if (!timeLimit.aborted && !(error instanceof ModelError)) throw error;
      this.#warn(error instanceof ModelError ? error.code : `no vector within ${LONGEST_WAIT_MS} ms`);
      return undefined;
    }
  }

  #warn(reason: string): void {
    if (performance.now() - this.#warnedAt < WARN_EVERY_MS) return;
    this.#warnedAt = performance.now();
    this.#logger.warn(`The embedding model fails, so questions are searched for by words alone: ${reason}`);
  }
}

/** Keywords are for the search by words: as a text they say nothing. */
function textOf(parts: QueryPart[]): string {
  const texts = parts.filter(({ keywords }) => keywords === undefined).map(({ text }) => text);
  return texts.join('\n').slice(0, LONGEST_QUERY).toWellFormed();
}
