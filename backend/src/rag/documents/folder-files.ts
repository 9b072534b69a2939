import { glob, readFile } from 'node:fs/promises';
import { basename, extname, join, sep } from 'node:path';
import type { CreateDocument } from '@chatkit/contract';
import { firstHeading } from '../ingestion/markdown-blocks.js';
import { storableText } from './document-text.js';

const MEDIA_TYPES: Record<string, NonNullable<CreateDocument['mediaType']>> = {
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.txt': 'text/plain',
};

export interface FileText {
  title: string;
  text: string;
  mediaType: NonNullable<CreateDocument['mediaType']>;
}

/** The files of a folder and of those below it that ChatKit can read, in order; nothing in hidden folders. */
export async function readableFilesIn(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of glob('**/*', { cwd: folder })) {
    const isHidden = path.split(sep).some((part) => part.startsWith('.'));
    if (!isHidden && extname(path).toLowerCase() in MEDIA_TYPES) paths.push(path);
  }
  return paths.sort();
}

/** Throws when the file cannot be read or has no text. */
export async function readFileText(folder: string, path: string): Promise<FileText> {
  const extension = extname(path);
  const mediaType = MEDIA_TYPES[extension.toLowerCase()] ?? 'text/plain';
  const text = storableText(await readFile(join(folder, path), 'utf8'));
  const heading = mediaType === 'text/markdown' ? firstHeading(text) : null;
  return { title: heading ?? basename(path, extension), text, mediaType };
}
