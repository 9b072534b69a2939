import { isUtf8 } from 'node:buffer';
import { glob, readFile } from 'node:fs/promises';
import { basename, extname, join, sep } from 'node:path';
import { MAX_FILE_BYTES } from '@chatkit/contract';
import type { ExtractedText } from '../extraction/extraction-messages.js';
import type { Extractor } from '../extraction/extractor.js';
import { FileFault } from '../extraction/file-fault.js';
import { type FileKind, kindOf } from '../extraction/file-kind.js';
import { firstHeading } from '../ingestion/markdown-blocks.js';
import { storableText } from './document-text.js';

const READABLE = /\.(?:md|markdown|txt|x?html?|pdf|docx)$/i;
const LONGEST_TITLE = 300;

export interface FileText {
  title: string;
  text: string;
  mediaType: ExtractedText['mediaType'];
}

/** The files of a folder and of those below it that ChatKit can read, in order; nothing in hidden folders. */
export async function readableFilesIn(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of glob('**/*', { cwd: folder })) {
    const isHidden = path.split(sep).some((part) => part.startsWith('.'));
    if (!isHidden && READABLE.test(path)) paths.push(path);
  }
  return paths.sort();
}

/** Throws when the file cannot be read or has no text. */
export async function readFileText(folder: string, path: string, extractor: Extractor): Promise<FileText> {
  const bytes = await readFile(join(folder, path));
  if (bytes.length > MAX_FILE_BYTES) throw new FileFault('The file is larger than 20 MB.');
  const kind = kindOf(bytes, path);
  if (!kind) throw new FileFault('Only Markdown, text, HTML, PDF and Word files can be read.');
  const extracted = plainText(kind, bytes) ?? (await extractor.extract({ kind, bytes }));
  const { mediaType } = extracted;
  const text = storableText(extracted.text);
  const heading = mediaType === 'text/markdown' ? firstHeading(text) : null;
  const title = extracted.title ?? heading ?? basename(path, extname(path));
  return { title: title.trim().slice(0, LONGEST_TITLE).toWellFormed() || 'Untitled', text, mediaType };
}

/** Text in UTF-8 needs no process of its own. */
function plainText(kind: FileKind, bytes: Buffer): ExtractedText | undefined {
  if ((kind !== 'markdown' && kind !== 'text') || !isUtf8(bytes)) return undefined;
  return { text: bytes.toString('utf8'), mediaType: kind === 'markdown' ? 'text/markdown' : 'text/plain', title: null };
}
