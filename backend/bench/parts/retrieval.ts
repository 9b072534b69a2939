import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBenchServer } from '../database.ts';
import { MadeCorpus } from './retrieval/corpus.ts';
import { fill, MODEL, type Reader } from './retrieval/filled-laboratory.ts';
import { fromBuild, NO_MODEL } from './retrieval/from-build.ts';
import { measureSearches, type SearchFigures } from './retrieval/searches.ts';
import { measureStreams, type StreamFigures } from './retrieval/streams-during-ingestion.ts';

const INGESTED_DOCUMENTS = 100;

export type DatabaseKind = 'server' | 'embedded';

export interface FilledFigures {
  database: DatabaseKind;
  chunks: number;
  searches: Record<Reader, SearchFigures>;
  bytesPerChunk: number;
  /** Documents of ten chunks, taken in by the product without vectors, into an index of this size. */
  documentsPerSecond: number;
}

export interface RetrievalFigures {
  runs: FilledFigures[];
  streams: ({ database: DatabaseKind } & StreamFigures)[];
}

/** Searches and streams on each database; the server's part is left out where there is none. */
export async function measureRetrieval(sizes: readonly number[]): Promise<{ place: string } & RetrievalFigures> {
  await using started = new AsyncDisposableStack();
  const server = await startBenchServer();
  if (server) started.defer(() => server.stop());
  const databases = server ? (['server', 'embedded'] as const) : (['embedded'] as const);
  const urlOn = async (database: DatabaseKind, purpose: string) =>
    database === 'server' ? await server?.createDatabase(purpose) : undefined;
  const figures: RetrievalFigures = { runs: [], streams: [] };
  for (const database of databases) {
    console.error(`  streams while documents are taken in, ${database} ...`);
    const url = await urlOn(database, 'streams');
    figures.streams.push({ database, ...(await inScratch(url, measureStreams)) });
  }
  for (const chunks of sizes) {
    for (const database of databases) {
      console.error(`  ${chunks} chunks, ${database} ...`);
      const url = await urlOn(database, `retrieval${chunks}`);
      const measured = await inScratch(url, (store) => measureFilled(store, chunks));
      figures.runs.push({ database, ...measured });
    }
  }
  return { place: server ? `PostgreSQL ${server.version}` : 'embedded database only', ...figures };
}

/** Has `work` use the database at `url`, or an embedded one that is removed afterwards. */
async function inScratch<T>(url: string | undefined, work: (store: Record<string, string>) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'chatkit-retrieval-'));
  try {
    return await work({
      EMBEDDING_MODEL: MODEL,
      BETTER_AUTH_SECRET: 'a secret for the benchmark that is long enough',
      DATA_DIR: directory,
      ...(url && { DATABASE_URL: url }),
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measureFilled(store: Record<string, string>, count: number): Promise<Omit<FilledFigures, 'database'>> {
  const { readEnv } = await fromBuild<typeof import('../../src/env.ts')>('env.js');
  const { Laboratory } =
    await fromBuild<typeof import('../../src/evaluation/laboratory.ts')>('evaluation/laboratory.js');
  const { Database } = await fromBuild<typeof import('../../src/database/database.ts')>('database/database.js');
  const { LexicalIndex } = await fromBuild<typeof import('../../src/rag/retrieval/lexical-index.ts')>(
    'rag/retrieval/lexical-index.js',
  );
  const laboratory = await Laboratory.open(readEnv({ ...store, OPENAI_BASE_URL: NO_MODEL }));
  try {
    const corpus = new MadeCorpus(7);
    // Its statements may take long.
    const client = await laboratory.get(Database).backgroundPool.connect();
    const stored = await fill(client, laboratory.get(LexicalIndex), corpus, count).finally(() => client.release());
    const { bytes, chunks } = await laboratory.size();
    const searches = await measureSearches(laboratory, corpus, stored);
    const begun = performance.now();
    for (let at = 0; at < INGESTED_DOCUMENTS; at++) {
      await laboratory.ingest({ _id: `new ${at}`, title: `Document ${at}`, text: corpus.document() });
    }
    const documentsPerSecond = (INGESTED_DOCUMENTS / (performance.now() - begun)) * 1_000;
    return { chunks, searches, bytesPerChunk: bytes / chunks, documentsPerSecond };
  } finally {
    await laboratory.close();
  }
}
