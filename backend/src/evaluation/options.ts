import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

export interface Options {
  /** Folders in BEIR's layout: at least one. */
  folders: string[];
  /** More documents to search among, which answer nothing. */
  extra: string[];
  /** Whether each folder is taken in as a collection of documents, and searched alone. */
  apart: boolean;
  /** Where the report goes as JSON. */
  json?: string;
  /** Where the report goes as Markdown with a chart. */
  markdown?: string;
}

const USAGE = `npm run evaluate -- FOLDER... [--extra CORPUS.jsonl.gz] [--apart] [--json FILE] [--markdown FILE]

  FOLDER       holds corpus.jsonl, queries.jsonl (both may be gzipped) and qrels.tsv, in BEIR's layout;
               several are measured one after the other, each without the documents of the others
  --extra      more documents to search among; may be given several times
  --apart      each folder is a collection of its own: searched without the documents of --extra, which are still there
  --json       writes the report as JSON, several as a list
  --markdown   writes the report as Markdown with a chart`;

/** Throws, and says how to use it, when the command line is not understood or names a file that is not there. */
export function readOptions(args: string[]): Options {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        extra: { type: 'string', multiple: true, default: [] },
        apart: { type: 'boolean', default: false },
        json: { type: 'string' },
        markdown: { type: 'string' },
      },
    });
    if (positionals.length === 0) throw new Error('Name a folder.');
    const missing = values.extra.find((file) => !existsSync(file));
    if (missing !== undefined) throw new Error(`There is no file ${missing}.`);
    return { folders: positionals, ...values };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, { cause: error });
  }
}
