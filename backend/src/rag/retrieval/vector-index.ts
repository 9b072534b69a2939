import { Inject, Injectable, Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { EmbeddingModel } from '../../llm/embedding-model.js';
import { DispensableModel } from './dispensable-model.js';
import { type FoundChunk, type FoundRow, toFoundChunk } from './found-chunk.js';
import { type QueryPart, textOf } from './query-part.js';
import { vectorParameter } from './vector-parameter.js';
import { SEARCH_BY_VECTOR } from './vector-statements.js';

const LONGEST_WAIT_MS = 1_000;

/** Finds chunks by their meaning: the vectors nearest to the question's, with the caller's access in the statement. */
@Injectable()
export class VectorIndex {
  readonly #embedding = new DispensableModel(
    new Logger(VectorIndex.name),
    'The embedding model fails, so questions are searched for by words alone',
    LONGEST_WAIT_MS,
  );

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

  async #embed(model: EmbeddingModel, text: string): Promise<Float32Array | undefined> {
    if (text.trim() === '') return undefined;
    return (await this.#embedding.ask((signal) => model.embed([text], signal)))?.[0];
  }
}
