import { Inject, Injectable, Logger } from '@nestjs/common';
import { ENV, type Env } from '../../env.js';
import { Reranker } from '../../llm/reranker.js';
import { DispensableModel } from './dispensable-model.js';
import type { FoundChunk } from './found-chunk.js';
import { fuse } from './fuse.js';
import { LexicalIndex } from './lexical-index.js';
import { type QueryPart, textOf } from './query-part.js';
import type { Reach } from './reach.js';
import { VectorIndex } from './vector-index.js';

/** What one way of searching found, best first. */
export interface SearchLeg {
  name: 'lexical' | 'vector';
  /** Whether it searched for the question as a model has rewritten it. */
  rewritten: boolean;
  /** Its share of the fused score. */
  weight: number;
  /** The least score that there can be; undefined where there is none. */
  least?: number;
  milliseconds: number;
  found: FoundChunk[];
}

export interface SearchOutcome {
  /** Of each query both, or the lexical one alone where the other found nothing: without a model, or without its vector. */
  legs: SearchLeg[];
  /** One ranking from all legs. */
  fused: FoundChunk[];
  /** The best of them as a reranker sees them, with its scores; undefined without one, and where it failed. */
  reranked?: { model: string; milliseconds: number; found: FoundChunk[] } | undefined;
  /** The ranking that counts. */
  ranking: FoundChunk[];
}

/** Of each leg; more helps neither, unless more is asked for. */
const CHUNKS_TO_FUSE = 50;
/** The score by BM25 of a passage without any of the words. */
const NO_WORD_FOUND = 0;
const CHUNKS_TO_RERANK = 32;
const LONGEST_WAIT_FOR_RERANKING_MS = 3_000;

/** Searches by words and, with an embedding model, by meaning, among the chunks within reach. */
@Injectable()
export class HybridSearch {
  readonly #reranking = new DispensableModel(
    new Logger(HybridSearch.name),
    'The reranker fails, so passages stay in the order of the search',
    LONGEST_WAIT_FOR_RERANKING_MS,
  );

  constructor(
    private readonly words: LexicalIndex,
    private readonly vectors: VectorIndex,
    @Inject(Reranker) private readonly reranker: Reranker | null,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * At least `limit` chunks of each leg where there are so many. A rewritten question is searched for beside the parts,
   * never in their place: rewriting loses exact terms.
   */
  async search(reach: Reach, parts: QueryPart[], limit: number, rewritten?: string): Promise<SearchOutcome> {
    const depth = this.vectors.enabled || this.reranker ? Math.max(limit, CHUNKS_TO_FUSE) : limit;
    const queries = rewritten === undefined ? [parts] : [parts, [{ text: rewritten, weight: 1 }]];
    const found = await Promise.all(queries.map((query) => this.#searchBothWays(reach, query, depth)));
    const legs = found.flatMap((both, index) =>
      both.map((leg) => ({ ...leg, rewritten: index > 0, weight: leg.weight / queries.length })),
    );
    const [only] = legs;
    const fused = legs.length === 1 && only ? only.found : fuse(legs);
    const reranked = await this.#rerank(rewritten ?? textOf(parts), fused);
    return { legs, fused, reranked, ranking: reranked?.found ?? fused };
  }

  async #searchBothWays(reach: Reach, parts: QueryPart[], depth: number): Promise<Omit<SearchLeg, 'rewritten'>[]> {
    const [lexical, vector] = await Promise.all([
      timed(this.words.search(reach, parts, depth)),
      timed(this.vectors.search(reach, parts, depth)),
    ]);
    if (vector.found.length === 0) return [{ name: 'lexical', weight: 1, least: NO_WORD_FOUND, ...lexical }];
    const weight = this.env.LEXICAL_WEIGHT;
    return [
      { name: 'lexical', weight, least: NO_WORD_FOUND, ...lexical },
      { name: 'vector', weight: 1 - weight, ...vector },
    ];
  }

  async #rerank(question: string, fused: FoundChunk[]): Promise<SearchOutcome['reranked']> {
    const { reranker } = this;
    if (!reranker || fused.length === 0) return undefined;
    const [best, rest] = [fused.slice(0, CHUNKS_TO_RERANK), fused.slice(CHUNKS_TO_RERANK)];
    const texts = best.map(({ title, headingPath, text }) => [title, ...headingPath, text].join('\n'));
    const begun = performance.now();
    const scores = await this.#reranking.ask((signal) => reranker.rerank(question, texts, signal));
    if (!scores) return undefined;
    const lowest = Math.min(...scores);
    const found = [
      ...best
        .map((chunk, index) => ({ ...chunk, score: scores[index] ?? lowest }))
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)),
      // Not seen by the reranker, so below everything that was.
      ...rest.map((chunk, index) => ({ ...chunk, score: lowest - index - 1 })),
    ];
    return { model: reranker.name, milliseconds: performance.now() - begun, found };
  }
}

async function timed(search: Promise<FoundChunk[]>): Promise<Pick<SearchLeg, 'found' | 'milliseconds'>> {
  const begun = performance.now();
  const found = await search;
  return { found, milliseconds: performance.now() - begun };
}
