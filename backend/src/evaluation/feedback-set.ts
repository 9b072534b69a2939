import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Database } from '../database/database.js';

/** Questions whose answer was good and cites documents that are still there, with the conversation before them. */
const QUERIES = `
  with recursive good as (
    select a.id, q.id as question_id, q.content as text, q.parent_id, q.thread_id,
           array(select distinct c ->> 'documentId' from jsonb_array_elements(a.citations) c
                  join documents d on d.id::text = c ->> 'documentId' and d.current_version_id is not null) as documents
      from chat_feedback f
      join chat_messages a on a.id = f.message_id and a.status = 'complete'
      join chat_messages q on q.id = a.parent_id
      join chat_threads t on t.id = a.thread_id and t.deleted_at is null
     where f.rating = 'up'
  ), before as (
    select good.id, m.parent_id, m.role, m.content, 1 as depth
      from good join chat_messages m on m.id = good.parent_id and m.thread_id = good.thread_id
    union all
    select before.id, m.parent_id, m.role, m.content, before.depth + 1
      from before join chat_messages m on m.id = before.parent_id where before.depth < 40
  )
  select question_id as id, text, documents,
         coalesce((select jsonb_agg(jsonb_build_array(role, content) order by depth desc) from before
                    where before.id = good.id), '[]') as turns
    from good where documents <> '{}' order by question_id`;

/** What everyone may see, and what a good answer cites. */
const DOCUMENTS = `
  select d.id, d.title, v.text from documents d join document_versions v on v.id = d.current_version_id
   where (d.visibility = 'shared' or d.id = any ($1::uuid[])) and ($2::uuid is null or d.id > $2)
   order by d.id limit 20`;

interface QueryRow {
  id: string;
  text: string;
  documents: string[];
  turns: [role: string, content: string][];
}

interface DocumentRow {
  id: string;
  title: string;
  text: string;
}

/**
 * Writes what people found good into a folder in BEIR's layout, for `npm run evaluate`: the documents cited in an answer with
 * a thumb up are relevant to its question. Returns how many questions and documents it holds.
 */
export async function writeFeedbackSet(
  database: Database,
  folder: string,
): Promise<{ questions: number; documents: number }> {
  const { rows: queries } = await database.pool.query<QueryRow>(QUERIES);
  if (!queries.length) throw new Error('No answer with a thumb up cites a document that is still there.');
  await mkdir(folder, { recursive: true });
  await write(folder, 'queries.jsonl', queries.map(queryLine));
  await write(
    folder,
    'qrels.tsv',
    queries.flatMap(({ id, documents }) => documents.map((document) => `${id}\t${document}\t1`)),
  );
  let documents = 0;
  const cited = [...new Set(queries.flatMap((query) => query.documents))];
  async function* lines() {
    for (let last: string | null = null, found = 1; found > 0;) {
      const { rows }: { rows: DocumentRow[] } = await database.pool.query<DocumentRow>(DOCUMENTS, [cited, last]);
      for (const { id, title, text } of rows) yield JSON.stringify({ _id: id, title, text });
      documents += found = rows.length;
      last = rows.at(-1)?.id ?? last;
    }
  }
  await write(folder, 'corpus.jsonl', lines());
  return { questions: queries.length, documents };
}

function queryLine({ id, text, turns }: QueryRow): string {
  const turn = turns.filter(([role]) => role === 'user').length + 1;
  return JSON.stringify({ _id: id, text, ...(turns.length && { turns, turn }) });
}

/** Refuses to replace a file. */
async function write(folder: string, name: string, lines: Iterable<string> | AsyncIterable<string>): Promise<void> {
  async function* text() {
    for await (const line of lines) yield `${line}\n`;
  }
  await pipeline(Readable.from(text()), createWriteStream(join(folder, name), { flags: 'wx', mode: 0o600 }));
}
