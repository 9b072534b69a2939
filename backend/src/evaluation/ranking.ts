import type { HistoryMessage } from '../llm/language-model.js';
import { Reranker } from '../llm/reranker.js';
import { conversationQuery } from '../rag/retrieval/conversation-query.js';
import type { FoundChunk } from '../rag/retrieval/found-chunk.js';
import { HybridSearch } from '../rag/retrieval/hybrid-search.js';
import { LexicalIndex } from '../rag/retrieval/lexical-index.js';
import { VectorIndex } from '../rag/retrieval/vector-index.js';
import type { Query } from './collection.js';
import type { Laboratory } from './laboratory.js';
import { meanQuality, percentile, type Quality, qualityOf } from './measures.js';

export type LegName = (typeof LEG_NAMES)[number];

/** In the order of reports. `reranked` is there with a reranker only. */
export const LEG_NAMES = ['lexical', 'vector', 'fused', 'reranked'] as const;

/** How well and how fast one leg ranks, over a number of queries. */
export interface LegReport extends Quality {
  p50ms: number;
  p95ms: number;
}

export interface RankingReport {
  queries: number;
  legs: Partial<Record<LegName, LegReport>>;
  /** By the number of the question in its conversation, and of all that follow another: `>1`. */
  turns?: Record<string, { queries: number } & Partial<Record<LegName, Quality>>>;
}

interface Measured {
  turn: number | undefined;
  legs: Partial<Record<LegName, { quality: Quality; ms: number }>>;
}

const DEPTH = 100;

/** Ranks the documents for each query with each leg, through the product's own search. */
export async function rank(
  laboratory: Laboratory,
  queries: readonly Query[],
  onProgress: (done: number) => void,
): Promise<RankingReport> {
  const measured: Measured[] = [];
  const words = laboratory.get(LexicalIndex);
  const vectors = laboratory.get(VectorIndex);
  const hybrid = laboratory.get(HybridSearch);
  const addsToWords = vectors.enabled || laboratory.get<Reranker | null>(Reranker) !== null;
  for (const query of queries) {
    const parts = conversationQuery(query.text, historyOf(query));
    const judged = (found: FoundChunk[], ms: number) => ({
      quality: qualityOf(documentsOf(found, laboratory), query.relevant),
      ms,
    });
    const timed = async (search: () => Promise<FoundChunk[]>) => {
      const begun = performance.now();
      const found = await search();
      return judged(found, performance.now() - begun);
    };
    const legs: Measured['legs'] = { lexical: await timed(() => words.search(laboratory.reach, parts, DEPTH)) };
    if (vectors.enabled) {
      legs.vector = await timed(() => vectors.search(laboratory.reach, parts, DEPTH));
    }
    if (addsToWords) {
      const begun = performance.now();
      const { legs: searched, fused, reranked } = await hybrid.search(laboratory.reach, parts, DEPTH);
      const ms = performance.now() - begun;
      if (searched.length > 1) legs.fused = judged(fused, ms - (reranked?.milliseconds ?? 0));
      if (reranked) legs.reranked = judged(reranked.found, ms);
    }
    measured.push({ turn: query.turn, legs });
    onProgress(measured.length);
  }
  const report: RankingReport = { queries: queries.length, legs: reportLegs(measured) };
  if (measured.some(({ turn }) => turn !== undefined)) report.turns = reportTurns(measured);
  return report;
}

export function historyOf({ turns }: Query): HistoryMessage[] {
  return turns.map(([role, content]) => ({ role: role === 'user' ? 'user' : 'assistant', content }));
}

/** A document stands where its best chunk stands. */
function documentsOf(found: FoundChunk[], { originalIds }: Laboratory): string[] {
  return [...new Set(found.map(({ documentId }) => originalIds.get(documentId) ?? documentId))];
}

function reportLegs(measured: Measured[]): RankingReport['legs'] {
  const report: RankingReport['legs'] = {};
  for (const name of legNames(measured)) {
    const results = measured.flatMap(({ legs }) => legs[name] ?? []);
    const times = results.map(({ ms }) => ms);
    report[name] = {
      ...meanQuality(results.map(({ quality }) => quality)),
      p50ms: percentile(times, 0.5),
      p95ms: percentile(times, 0.95),
    };
  }
  return report;
}

function reportTurns(measured: Measured[]): NonNullable<RankingReport['turns']> {
  const numbers = [...new Set(measured.flatMap(({ turn }) => turn ?? []))].sort((a, b) => a - b);
  const groups = numbers.map((number) => [String(number), measured.filter(({ turn }) => turn === number)] as const);
  groups.push(['>1', measured.filter(({ turn }) => turn !== undefined && turn > 1)]);
  return Object.fromEntries(
    groups.map(([name, group]) => {
      const legs = legNames(group).map((leg) => [
        leg,
        meanQuality(group.flatMap(({ legs }) => legs[leg]?.quality ?? [])),
      ]);
      return [name, { queries: group.length, ...(Object.fromEntries(legs) as Partial<Record<LegName, Quality>>) }];
    }),
  );
}

function legNames(measured: Measured[]): LegName[] {
  return LEG_NAMES.filter((name) => measured.some(({ legs }) => legs[name]));
}
