import { basename, resolve } from 'node:path';
import type { Env } from '../env.js';
import { answer } from './answers.js';
import { type CollectionDocument, corpusIn, type JudgedQueries, readDocuments, readQueries } from './collection.js';
import { Laboratory } from './laboratory.js';
import type { Options } from './options.js';
import { withProgress } from './progress.js';
import { rank } from './ranking.js';
import { refuse } from './refusals.js';
import type { EvaluationReport } from './report.js';

interface Collection extends JudgedQueries {
  name: string;
  documents: ReadonlyMap<string, CollectionDocument>;
}

interface Taken {
  documents: number;
  seconds: number;
}

/**
 * Measures one collection after the other in one database: each with the documents of the files `extra`, which are taken in
 * once, and without those of the other collections. With `apart` the documents of `extra` are there, but not searched. `note`
 * says what is odd about a collection.
 */
export async function evaluate(
  env: Env,
  { folders, extra, apart }: Pick<Options, 'folders' | 'extra' | 'apart'>,
  note: (text: string) => void,
): Promise<EvaluationReport[]> {
  const collections = await Promise.all(folders.map(readCollection));
  collections.forEach((collection) => noteGaps(collection, note));
  const laboratory = await Laboratory.open(env);
  try {
    const others = await takeExtraIn(laboratory, extra);
    const reports: EvaluationReport[] = [];
    for (const collection of collections) {
      if (reports.length > 0) await laboratory.clear();
      if (apart) laboratory.keepApart(collection.name);
      reports.push(await measure(laboratory, env, collection, others));
    }
    return reports;
  } finally {
    await laboratory.close();
  }
}

async function readCollection(folder: string): Promise<Collection> {
  const judged = await readQueries(folder);
  const documents = new Map<string, CollectionDocument>();
  for await (const document of readDocuments(corpusIn(folder))) documents.set(document._id, document);
  return { ...judged, name: basename(resolve(folder)), documents };
}

function noteGaps({ name, queries, leftOut, documents }: Collection, note: (text: string) => void): void {
  if (leftOut > 0) note(`${name}: ${leftOut} questions have no relevant document and are left out`);
  const missing = new Set(queries.flatMap(({ relevant }) => [...relevant.keys()].filter((id) => !documents.has(id))));
  if (missing.size > 0)
    note(`${name}: ${missing.size} relevant documents are not in the corpus, so that nothing can find them`);
}

function takeExtraIn(laboratory: Laboratory, files: readonly string[]): Promise<Taken> {
  return timed('Taking other documents in', async (show) => {
    let count = 0;
    for (const file of files) {
      for await (const document of readDocuments(file)) {
        await laboratory.ingestExtra(document);
        show(++count);
      }
    }
    return count;
  });
}

function takeIn(laboratory: Laboratory, { documents }: Collection): Promise<Taken> {
  return timed('Taking documents in', async (show) => {
    let count = 0;
    for (const document of documents.values()) {
      await laboratory.ingest(document);
      show(++count);
    }
    return count;
  });
}

async function timed(title: string, work: (show: (done: number) => void) => Promise<number>): Promise<Taken> {
  const begun = performance.now();
  const documents = await withProgress(title, 0, work);
  return { documents, seconds: (performance.now() - begun) / 1_000 };
}

async function measure(
  laboratory: Laboratory,
  env: Env,
  collection: Collection,
  others: Taken,
): Promise<EvaluationReport> {
  const { name, queries, documents } = collection;
  const own = await takeIn(laboratory, collection);
  const taken = own.documents + others.documents;
  if (env.EMBEDDING_MODEL) await withProgress('Embedding', taken, (show) => laboratory.embed(show));
  await laboratory.settle();
  const { chunks, bytes } = await laboratory.size();
  const report: EvaluationReport = {
    collection: name,
    settings: {
      embeddingModel: env.EMBEDDING_MODEL ?? null,
      lexicalWeight: env.LEXICAL_WEIGHT,
      rerankModel: env.RERANK_MODEL ?? env.RERANK_URL ?? null,
    },
    corpus: {
      documents: taken,
      chunks,
      bytesPerChunk: bytes / Math.max(1, chunks),
      documentsPerSecond: taken / (own.seconds + others.seconds),
    },
    ...(await withProgress('Searching', queries.length, (show) => rank(laboratory, queries, show))),
  };
  const answered = queries.filter(({ answers }) => answers.length > 0);
  if (answered.length === 0) return report;
  const { report: answers, confidences } = await withProgress('Answering', answered.length, (show) =>
    answer(laboratory, answered, show),
  );
  const noAnswer = await withProgress('Taking answers away', answered.length, (show) =>
    refuse(laboratory, confidences, documents, show),
  );
  return { ...report, answers, noAnswer };
}
