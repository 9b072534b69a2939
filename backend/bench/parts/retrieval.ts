import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { startBenchServer } from '../database.ts';
import { percentile } from '../statistics.ts';
import { MadeCorpus, type MadeChunk, DIMENSIONS } from './retrieval/corpus.ts';
import { fill, MODEL, READERS, type Reader, type StoredChunk } from './retrieval/filled-laboratory.ts';
import { fromBuild } from './retrieval/from-build.ts';

const QUESTIONS = 200;
const WARM_UP = 20;
const RECALL_QUESTIONS = 50;
const LIMIT = 50;
const INGESTED_DOCUMENTS = 100;

export interface SearchFigures {
  p50Ms: number;
  p95Ms: number;
  /** Of the vectors' first ten, against an exact search. */
  recall10: number;
}

export interface RetrievalFigures {
  database: 'server' | 'embedded';
  chunks: number;
  searches: Record<Reader, SearchFigures>;
  bytesPerChunk: number;
  /** Documents of ten chunks, taken in by the product without vectors, into an index of this size. */
  documentsPerSecond: number;
}

/** Searches with both legs, among so many chunks on each database; the server's part is left out where there is none. */
export async function measureRetrieval(sizes: readonly number[]): Promise<{ place: string; runs: RetrievalFigures[] }> {
  await using started = new AsyncDisposableStack();
  const server = await startBenchServer();
  if (server) started.defer(() => server.stop());
  const runs: RetrievalFigures[] = [];
  for (const chunks of sizes) {
    for (const database of ['server', 'embedded'] as const) {
      if (database === 'server' && !server) continue;
      console.error(`  ${chunks} chunks, ${database} ...`);
      const url = database === 'server' ? await server?.createDatabase(`retrieval${chunks}`) : undefined;
      runs.push(await measureOn(database, chunks, url));
    }
  }
  return { place: server ? `PostgreSQL ${server.version}` : 'embedded database only', runs };
}

async function measureOn(
  database: RetrievalFigures['database'],
  chunks: number,
  serverUrl: string | undefined,
): Promise<RetrievalFigures> {
  const scratch = await mkdtemp(join(tmpdir(), 'chatkit-retrieval-'));
  const { readEnv } = await fromBuild<typeof import('../../src/env.ts')>('env.js');
  const { Laboratory } =
    await fromBuild<typeof import('../../src/evaluation/laboratory.ts')>('evaluation/laboratory.js');
  const { HybridSearch } = await fromBuild<typeof import('../../src/rag/retrieval/hybrid-search.ts')>(
    'rag/retrieval/hybrid-search.js',
  );
  const { VectorIndex } = await fromBuild<typeof import('../../src/rag/retrieval/vector-index.ts')>(
    'rag/retrieval/vector-index.js',
  );
  const { LexicalIndex } = await fromBuild<typeof import('../../src/rag/retrieval/lexical-index.ts')>(
    'rag/retrieval/lexical-index.js',
  );
  const { EmbeddingModel } =
    await fromBuild<typeof import('../../src/llm/embedding-model.ts')>('llm/embedding-model.js');
  const env = readEnv({
    EMBEDDING_MODEL: MODEL,
    OPENAI_BASE_URL: 'http://127.0.0.1:1/v1',
    BETTER_AUTH_SECRET: 'a secret for the benchmark that is long enough',
    ...(database === 'server' ? { DATABASE_URL: serverUrl } : { DATA_DIR: scratch }),
  });
  const laboratory = await Laboratory.open(env);
  try {
    const pool = laboratory.get(Pool);
    const corpus = new MadeCorpus(7);
    const stored = await fill(pool, laboratory.get(LexicalIndex), corpus, chunks);
    const { bytes, chunks: counted } = await laboratory.size();
    const questions = Array.from({ length: QUESTIONS }, () => corpus.question());
    let vector = new Float32Array(DIMENSIONS);
    Object.assign(laboratory.get(EmbeddingModel), { embed: async () => [vector] });
    const ask = async <T>(question: MadeChunk, search: () => Promise<T>): Promise<T> => {
      vector = Float32Array.from(question.vector);
      return search();
    };
    const hybrid = laboratory.get(HybridSearch);
    const vectors = laboratory.get(VectorIndex);
    const measure = async (reader: Reader): Promise<SearchFigures> => {
      const times: number[] = [];
      for (const [index, question] of questions.entries()) {
        const parts = [{ text: question.text, weight: 1 }];
        const begun = performance.now();
        await ask(question, () => hybrid.search(READERS[reader], parts, LIMIT));
        if (index >= WARM_UP) times.push(performance.now() - begun);
      }
      let found = 0;
      for (const question of questions.slice(0, RECALL_QUESTIONS)) {
        const parts = [{ text: question.text, weight: 1 }];
        const ids = await ask(question, () => vectors.search(READERS[reader], parts, 10));
        const exact = nearest(stored, reader, question.vector, 10);
        found += ids.filter(({ id }) => exact.has(id)).length / exact.size;
      }
      return {
        p50Ms: percentile(times, 0.5),
        p95Ms: percentile(times, 0.95),
        recall10: found / RECALL_QUESTIONS,
      };
    };
    const searches = {
      all: await measure('all'),
      twentieth: await measure('twentieth'),
      hundredth: await measure('hundredth'),
    };
    const begun = performance.now();
    for (let at = 0; at < INGESTED_DOCUMENTS; at++) {
      const text = Array.from({ length: 10 }, () => corpus.chunk().text.replace(/(\S+ ){12}/g, '$&and. ')).join('\n\n');
      await laboratory.ingest({ _id: `new ${at}`, title: `Document ${at}`, text });
    }
    const seconds = (performance.now() - begun) / 1_000;
    const documentsPerSecond = INGESTED_DOCUMENTS / seconds;
    return { database, chunks: counted, searches, bytesPerChunk: bytes / counted, documentsPerSecond };
  } finally {
    await laboratory.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

function nearest(stored: readonly StoredChunk[], reader: Reader, question: Float32Array, count: number): Set<string> {
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
