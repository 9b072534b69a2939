import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';

const documentSchema = z.object({ _id: z.string(), title: z.string().default(''), text: z.string() });
const querySchema = z.object({
  _id: z.string(),
  text: z.string(),
  /** The conversation before the question. */
  turns: z.array(z.tuple([z.string(), z.string()])).default([]),
  /** The number of the question in its conversation. */
  turn: z.int().optional(),
  answers: z.array(z.object({ text: z.string() })).default([]),
});

/** A document of a test collection. */
export type CollectionDocument = z.output<typeof documentSchema>;

/** A question with the documents that are relevant to it. */
export type Query = z.output<typeof querySchema> & { relevant: ReadonlyMap<string, number> };

/**
 * The documents of a collection in BEIR's layout: a line of JSON each, gzipped where the name ends in `.gz`. Throws with file
 * and line when one is not as it must be.
 */
export async function* readDocuments(file: string): AsyncGenerator<CollectionDocument> {
  yield* readJsonLines(file, documentSchema);
}

/** `corpus.jsonl` or `corpus.jsonl.gz` in a folder. */
export function corpusIn(folder: string): string {
  return find(folder, ['corpus.jsonl', 'corpus.jsonl.gz']);
}

/** The queries of a folder that have relevant documents (`queries.jsonl`, `qrels.tsv` or BEIR's `qrels/test.tsv`). */
export async function readQueries(folder: string): Promise<Query[]> {
  const judged = await readJudgements(find(folder, ['qrels.tsv', 'qrels.tsv.gz', join('qrels', 'test.tsv')]));
  const queries: Query[] = [];
  for await (const query of readJsonLines(find(folder, ['queries.jsonl', 'queries.jsonl.gz']), querySchema)) {
    const relevant = judged.get(query._id);
    if (relevant) queries.push({ ...query, relevant });
  }
  if (queries.length === 0) throw new Error(`${folder}: no query has a relevant document`);
  return queries;
}

async function readJudgements(file: string): Promise<Map<string, Map<string, number>>> {
  const judged = new Map<string, Map<string, number>>();
  let number = 0;
  for await (const line of linesOf(file)) {
    number += 1;
    const [query = '', document = '', score = ''] = line.split('\t');
    if (number === 1 && score === 'score') continue;
    const grade = Number(score);
    if (document === '' || score === '' || !Number.isFinite(grade))
      throw new Error(`${file}, line ${number}: want query, document and score, with tabs between`);
    if (grade <= 0) continue;
    const relevant = judged.get(query) ?? new Map<string, number>();
    judged.set(query, relevant.set(document, grade));
  }
  return judged;
}

async function* readJsonLines<T>(file: string, schema: z.ZodType<T>): AsyncGenerator<T> {
  let number = 0;
  for await (const line of linesOf(file)) {
    number += 1;
    yield parse(line, schema, `${file}, line ${number}`);
  }
}

function parse<T>(line: string, schema: z.ZodType<T>, place: string): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch (error) {
    throw new Error(`${place}: ${error instanceof z.ZodError ? z.prettifyError(error) : String(error)}`);
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const bytes = createReadStream(file);
  const input = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim() !== '') yield line;
  }
}

function find(folder: string, names: string[]): string {
  const name = names.find((name) => existsSync(join(folder, name)));
  if (name === undefined) throw new Error(`${folder} holds no ${names.join(' or ')}`);
  return join(folder, name);
}
