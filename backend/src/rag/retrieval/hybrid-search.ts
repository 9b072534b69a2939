import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../../env.js';
import type { FoundChunk } from './found-chunk.js';
import { fuse } from './fuse.js';
import { LexicalIndex } from './lexical-index.js';
import type { QueryPart } from './query-part.js';
import { VectorIndex } from './vector-index.js';

/** What one way of searching found, best first. */
export interface SearchLeg {
  name: 'lexical' | 'vector';
  /** Its share of the fused score. */
  weight: number;
  found: FoundChunk[];
}

export interface SearchOutcome {
  /** Both, or the lexical one alone where no embedding model is set or its vector could not be had. */
  legs: SearchLeg[];
  /** One ranking from all legs. */
  fused: FoundChunk[];
}

/** Of each leg; more helps neither, unless more is asked for. */
const CHUNKS_TO_FUSE = 50;

/** Searches by words and, with an embedding model, by meaning, among the chunks that the user may see. */
@Injectable()
export class HybridSearch {
  constructor(
    private readonly words: LexicalIndex,
    private readonly vectors: VectorIndex,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** At least `limit` chunks of each leg where there are so many. */
  async search(userId: string, parts: QueryPart[], limit: number): Promise<SearchOutcome> {
    if (!this.vectors.enabled) {
      const found = await this.words.search(userId, parts, limit);
      return { legs: [{ name: 'lexical', weight: 1, found }], fused: found };
    }
    const depth = Math.max(limit, CHUNKS_TO_FUSE);
    const [byWords, byVector] = await Promise.all([
      this.words.search(userId, parts, depth),
      this.vectors.search(userId, parts, depth),
    ]);
    const weight = this.env.LEXICAL_WEIGHT;
    const legs: SearchLeg[] = [
      { name: 'lexical', weight, found: byWords },
      { name: 'vector', weight: 1 - weight, found: byVector },
    ];
    return { legs, fused: fuse(legs) };
  }
}
