import { percentile } from '../../statistics.ts';
import { DIMENSIONS, type MadeChunk, type MadeCorpus } from './corpus.ts';
import { READERS, type Reader, type StoredChunk } from './filled-laboratory.ts';
import { fromBuild } from './from-build.ts';

const QUESTIONS = 200;
const WARM_UP = 20;
const RECALL_QUESTIONS = 50;
const LIMIT = 50;

export interface SearchFigures {
  p50Ms: number;
  p95Ms: number;
  /** Of the vectors' first ten, against an exact search. */
  recall10: number;
}

/** Where the product's parts can be had. */
interface Services {
  get<T>(type: abstract new (...args: never[]) => T): T;
}

/** Asks the same questions for each reader. The model gives each question's vector at once. */
export async function measureSearches(
  laboratory: Services,
  corpus: MadeCorpus,
  stored: readonly StoredChunk[],
): Promise<Record<Reader, SearchFigures>> {
  const { HybridSearch } = await fromBuild<typeof import('../../../src/rag/retrieval/hybrid-search.ts')>(
    'rag/retrieval/hybrid-search.js',
  );
  const { VectorIndex } = await fromBuild<typeof import('../../../src/rag/retrieval/vector-index.ts')>(
    'rag/retrieval/vector-index.js',
  );
  const { EmbeddingModel } =
    await fromBuild<typeof import('../../../src/llm/embedding-model.ts')>('llm/embedding-model.js');
  const hybrid = laboratory.get(HybridSearch);
  const vectors = laboratory.get(VectorIndex);
  let vector = new Float32Array(DIMENSIONS);
  Object.assign(laboratory.get(EmbeddingModel), { embed: async () => [vector] });
  const partsOf = (question: MadeChunk) => {
    vector = Float32Array.from(question.vector);
    return [{ text: question.text, weight: 1 }];
  };
  const questions = Array.from({ length: QUESTIONS }, () => corpus.question());
  const measure = async (reader: Reader): Promise<SearchFigures> => {
    const times: number[] = [];
    for (const [index, question] of questions.entries()) {
      const parts = partsOf(question);
      const begun = performance.now();
      await hybrid.search({ userId: READERS[reader] }, parts, LIMIT);
      if (index >= WARM_UP) times.push(performance.now() - begun);
    }
    let found = 0;
    for (const question of questions.slice(0, RECALL_QUESTIONS)) {
      const nearest = await vectors.search({ userId: READERS[reader] }, partsOf(question), 10);
      const exact = exactlyNearest(stored, reader, question.vector, 10);
      found += nearest.filter(({ id }) => exact.has(id)).length / exact.size;
    }
    return { p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95), recall10: found / RECALL_QUESTIONS };
  };
  return { all: await measure('all'), twentieth: await measure('twentieth'), hundredth: await measure('hundredth') };
}

function exactlyNearest(
  stored: readonly StoredChunk[],
  reader: Reader,
  question: Float32Array,
  count: number,
): Set<string> {
  const scored = stored
    .filter((chunk) => chunk.reader === reader)
    .map(({ id, vector }) => ({ id, score: product(vector, question) }));
  scored.sort((a, b) => b.score - a.score);
  return new Set(scored.slice(0, count).map(({ id }) => id));
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
