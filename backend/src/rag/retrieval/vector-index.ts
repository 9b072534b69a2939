import { Inject, Injectable, Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { EmbeddingModel } from '../../llm/embedding-model.js';
import { DispensableModel } from './dispensable-model.js';
import { type FoundChunk, type FoundRow, toFoundChunk } from './found-chunk.js';
import { LexicalIndex } from './lexical-index.js';
import { type QueryPart, textOf } from './query-part.js';
import { collectionParameter, type Reach } from './reach.js';
import { vectorParameter } from './vector-parameter.js';
import { MOST_VECTORS_TO_COMPARE, OTHER_MODEL_IN_USE, searchAllVectors, searchByVector } from './vector-statements.js';

const LONGEST_WAIT_MS = 1_000;
const LOOK_EVERY_MS = 2_000;

/** Finds chunks by their meaning: the vectors nearest to the question's, with the caller's access in the statement. */
@Injectable()
export class VectorIndex {
  readonly #embedding = new DispensableModel(
    new Logger(VectorIndex.name),
    'The embedding model fails, so questions are searched for by words alone',
    LONGEST_WAIT_MS,
  );

  #lookedAt = -Infinity;
  #other: EmbeddingModel | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly words: LexicalIndex,
    @Inject(EmbeddingModel) private readonly model: EmbeddingModel | null,
  ) {}

  /** Whether an embedding model is configured; without one, nothing is ever found. */
  get enabled(): boolean {
    return this.model !== null;
  }

  /** The nearest chunks within reach, best first; none while the model cannot say where the question is. */
  async search(reach: Reach, parts: QueryPart[], limit: number): Promise<FoundChunk[]> {
    const model = this.model && (await this.#serving(this.model));
    const vector = model && (await this.#embed(model, textOf(parts)));
    // A vector without a direction is near to nothing.
    if (!model || !vector?.some((value) => value !== 0)) return [];
    const values = [reach.userId, model.name, vectorParameter(vector), limit, collectionParameter(reach)];
    const statement = (await this.words.goesBeyond(reach, MOST_VECTORS_TO_COMPARE)) ? searchByVector : searchAllVectors;
    const { rows } = await this.pool.query<FoundRow>(statement(vector.length), values);
    return rows.map(toFoundChunk);
  }

  /** The model whose vectors are complete: the one before, until all documents have those of the configured one. */
  async #serving(configured: EmbeddingModel): Promise<EmbeddingModel> {
    if (performance.now() - this.#lookedAt > LOOK_EVERY_MS) {
      this.#lookedAt = performance.now();
      const { rows } = await this.pool.query<{ model: string }>(OTHER_MODEL_IN_USE, [configured.name]);
      const [other] = rows;
      if (!other) this.#other = undefined;
      else if (other.model !== this.#other?.name) this.#other = configured.named(other.model);
    }
    return this.#other ?? configured;
  }

  async #embed(model: EmbeddingModel, text: string): Promise<Float32Array | undefined> {
    if (text.trim() === '') return undefined;
    return (await this.#embedding.ask((signal) => model.embed([text], signal)))?.[0];
  }
}
