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
  milliseconds: number;
  found: FoundChunk[];
}

export interface SearchOutcome {
  /** Both, or the lexical one alone where the other found nothing: without a model, or without its vector. */
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
    const depth = this.vectors.enabled ? Math.max(limit, CHUNKS_TO_FUSE) : limit;
    const [lexical, vector] = await Promise.all([
      timed(this.words.search(userId, parts, depth)),
      timed(this.vectors.search(userId, parts, depth)),
    ]);
    if (vector.found.length === 0) return { legs: [{ name: 'lexical', weight: 1, ...lexical }], fused: lexical.found };
    const weight = this.env.LEXICAL_WEIGHT;
    const legs: SearchLeg[] = [
      { name: 'lexical', weight, ...lexical },
      { name: 'vector', weight: 1 - weight, ...vector },
    ];
    return { legs, fused: fuse(legs) };
  }
}

async function timed(search: Promise<FoundChunk[]>): Promise<Pick<SearchLeg, 'found' | 'milliseconds'>> {
  const begun = performance.now();
  const found = await search;
  return { found, milliseconds: performance.now() - begun };
}
