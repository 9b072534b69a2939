import { glob, readFile } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { MAX_FILE_BYTES } from '@chatkit/contract';
import type { Extractor } from '../extraction/extractor.js';
import { FileFault } from '../extraction/file-fault.js';
import { type FileText, readFileText } from './file-text.js';

const READABLE = /\.(?:md|markdown|txt|x?html?|pdf|docx)$/i;

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
export async function readFolderFile(folder: string, path: string, extractor: Extractor): Promise<FileText> {
  const bytes = await readFile(join(folder, path));
  if (bytes.length > MAX_FILE_BYTES) throw new FileFault('The file is larger than 20 MB.', 'payload_too_large');
  return readFileText(extractor, { bytes, name: basename(path) });
}
