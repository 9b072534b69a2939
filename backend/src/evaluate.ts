// Measures search and answers on a test collection: npm run evaluate -- FOLDER. docs/evaluation.md says how to read it.
import { writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import cliProgress from 'cli-progress';
import { readEnv } from './env.js';
import { answer } from './evaluation/answers.js';
import { type CollectionDocument, corpusIn, readDocuments, readQueries } from './evaluation/collection.js';
import { Laboratory } from './evaluation/laboratory.js';
import { type Options, readOptions } from './evaluation/options.js';
import { rank } from './evaluation/ranking.js';
import { refuse } from './evaluation/refusals.js';
import { type EvaluationReport, markdown, printed } from './evaluation/report.js';

const NOTE_EVERY_MS = 10_000;

try {
  const options = readOptions(process.argv.slice(2));
  const report = await evaluate(options);
  process.stdout.write(`${printed(report)}\n`);
  if (options.json) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
  if (options.markdown) await writeFile(options.markdown, markdown(report));
  process.exit(0);
} catch (error) {
  note(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function evaluate({ folder, extra }: Options): Promise<EvaluationReport> {
  const { queries, leftOut } = await readQueries(folder);
  if (leftOut > 0) note(`${leftOut} questions have no relevant document and are left out`);
  const documents = new Map<string, CollectionDocument>();
  for await (const document of readDocuments(corpusIn(folder))) documents.set(document._id, document);
  const missing = new Set(queries.flatMap(({ relevant }) => [...relevant.keys()].filter((id) => !documents.has(id))));
  if (missing.size > 0) note(`${missing.size} relevant documents are not in the corpus, so that nothing can find them`);
  const env = readEnv();
  const laboratory = await Laboratory.open(env);
  try {
    const begun = performance.now();
    const taken = await withProgress('Taking documents in', 0, async (show) => {
      let count = 0;
      for (const document of documents.values()) show(await laboratory.ingest(document).then(() => ++count));
      for (const file of extra) {
        for await (const document of readDocuments(file))
          show(await laboratory.ingestExtra(document).then(() => ++count));
      }
      return count;
    });
    const seconds = (performance.now() - begun) / 1_000;
    if (env.EMBEDDING_MODEL) await withProgress('Embedding', taken, (show) => laboratory.embed(show));
    await laboratory.settle();
    const { chunks, bytes } = await laboratory.size();
    const report: EvaluationReport = {
      collection: basename(resolve(folder)),
      settings: {
        embeddingModel: env.EMBEDDING_MODEL ?? null,
        lexicalWeight: env.LEXICAL_WEIGHT,
        rerankModel: env.RERANK_MODEL ?? env.RERANK_URL ?? null,
      },
      corpus: {
        documents: taken,
        chunks,
        bytesPerChunk: bytes / Math.max(1, chunks),
        documentsPerSecond: taken / seconds,
      },
      ...(await withProgress('Searching', queries.length, (show) => rank(laboratory, queries, show))),
    };
    const answered = queries.filter(({ answers }) => answers.length > 0);
    if (answered.length > 0) {
      report.answers = await withProgress('Answering', answered.length, (show) => answer(laboratory, answered, show));
      report.noAnswer = await withProgress('Taking answers away', answered.length, (show) =>
        refuse(laboratory, answered, documents, show),
      );
    }
    return report;
  } finally {
    await laboratory.close();
  }
}

/** Shows a bar on a terminal; elsewhere a line now and then and one at the end. `total` 0: not known. */
async function withProgress<T>(
  title: string,
  total: number,
  work: (show: (done: number) => void) => Promise<T>,
): Promise<T> {
  const of = total > 0 ? ' of {total} {bar}' : '';
  const bar = new cliProgress.SingleBar(
    {
      format: `${title}: {value}${of}`,
      hideCursor: true,
      stream: process.stderr,
      fps: 5,
      noTTYOutput: true,
      notTTYSchedule: NOTE_EVERY_MS,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0);
  let last = 0;
  try {
    return await work((done) => {
      last = done;
      bar.update(done);
    });
  } finally {
    bar.stop();
    if (!process.stderr.isTTY) process.stderr.write(`${title}: ${last}\n`);
  }
}
