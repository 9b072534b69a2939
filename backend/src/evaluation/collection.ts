import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';

/** Some collections number their documents and questions. */
const idSchema = z
  .union([z.string().min(1), z.number()], { error: 'a text or a number is needed' })
  .transform((id) => String(id));
const documentSchema = z.object({
  _id: idSchema,
  title: z
    .string()
    .nullish()
    .transform((title) => title ?? ''),
  text: z.string(),
});
const querySchema = z.object({
  _id: idSchema,
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

/** The questions of a collection that can be judged. */
export interface JudgedQueries {
  queries: Query[];
  /** How many others there are: without a relevant document. */
  leftOut: number;
}

/** What stands in `queries.jsonl`, judged by `qrels.tsv`, BEIR's `qrels/test.tsv` or TREC's `qrels.txt`. */
export async function readQueries(folder: string): Promise<JudgedQueries> {
  const judged = await readJudgements(findQrels(folder));
  const queries: Query[] = [];
  let leftOut = 0;
  for await (const query of readJsonLines(find(folder, ['queries.jsonl', 'queries.jsonl.gz']), querySchema)) {
    const relevant = judged.get(query._id);
    if (relevant) queries.push({ ...query, relevant });
    else leftOut += 1;
  }
  if (queries.length > 0) return { queries, leftOut };
  throw new Error(`${folder}: none of the ${leftOut} questions has a relevant document in ${findQrels(folder)}`);
}

function findQrels(folder: string): string {
  const names = ['qrels.tsv', join('qrels', 'test.tsv'), 'qrels.txt'];
  return find(
    folder,
    names.flatMap((name) => [name, `${name}.gz`]),
  );
}

async function readJudgements(file: string): Promise<Map<string, Map<string, number>>> {
  const judged = new Map<string, Map<string, number>>();
  let number = 0;
  for await (const line of linesOf(file)) {
    number += 1;
    const { query, document, score } = judgementIn(line);
    const grade = Number(score);
    if (number === 1 && score && Number.isNaN(grade)) continue; // a heading
    if (!query || !document || !score || !Number.isFinite(grade))
      throw new Error(
        `${file}, line ${number}: want question, document and grade, or those of TREC, with tabs between`,
      );
    if (grade <= 0) continue;
    const relevant = judged.get(query) ?? new Map<string, number>();
    judged.set(query, relevant.set(document, grade));
  }
  return judged;
}

/** In TREC's layout there is a column between question and document that says nothing, and spaces may stand for tabs. */
function judgementIn(line: string): Record<'query' | 'document' | 'score', string | undefined> {
  const columns = line.trim().split(line.includes('\t') ? '\t' : /\s+/);
  const [query, document, score] = columns.length === 4 ? columns.filter((_, index) => index !== 1) : columns;
  return { query, document, score };
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

/** Throws when the file cannot be read to its end. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  // What goes wrong is thrown where the stream is read.
  const bytes = file.endsWith('.gz') ? pipeline(source, createGunzip(), () => undefined) : source;
  let rest = '';
  try {
    for await (const piece of bytes.setEncoding('utf8') as AsyncIterable<string>) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      yield* lines.map(withoutMark).filter((line) => line.trim() !== '');
    }
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  if (rest.trim() !== '') yield withoutMark(rest);
}

/** Some editors put a mark of the byte order before the first line. */
function withoutMark(line: string): string {
  return line.replace(/^\ufeff/, '');
}

function find(folder: string, names: string[]): string {
  if (!existsSync(folder)) throw new Error(`there is no folder ${folder}`);
  const name = names.find((name) => existsSync(join(folder, name)));
  if (name === undefined) throw new Error(`${folder} holds no ${names.join(' or ')}`);
  return join(folder, name);
}
