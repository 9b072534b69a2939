import { isUtf8 } from 'node:buffer';
import { extname } from 'node:path';
import { ProblemException } from '../../http/problem-exception.js';
import type { ExtractedText } from '../extraction/extraction-messages.js';
import type { Extractor } from '../extraction/extractor.js';
import { FileFault } from '../extraction/file-fault.js';
import { type FileKind, kindOf } from '../extraction/file-kind.js';
import { firstHeading } from '../ingestion/markdown-blocks.js';
import { storableText } from './document-text.js';

/** Of titles, in UTF-16 code units. */
export const LONGEST_TITLE = 300;

export interface GivenFile {
  bytes: Buffer;
  /** Decides between kinds of text, and is the title where the file has none. */
  name: string;
  /** Where the server that sent it says so. */
  mediaType?: string;
  charset?: string | null;
}

export interface FileText {
  title: string;
  text: string;
  mediaType: ExtractedText['mediaType'];
}

/** The text of a file as it is stored, with a title. Throws a {@link FileFault}, and what `storableText` throws. */
export async function readFileText(extractor: Extractor, file: GivenFile): Promise<FileText> {
  const { bytes, name, charset = null } = file;
  const kind = kindOf(bytes, name, file.mediaType);
  if (!kind)
    throw new FileFault('Only Markdown, text, HTML, PDF and Word files can be read.', 'unsupported_media_type');
  const extracted = plainText(kind, bytes, charset) ?? (await extractor.extract({ kind, bytes, charset }));
  const text = storableText(extracted.text);
  const heading = extracted.mediaType === 'text/markdown' ? firstHeading(text) : null;
  const title = extracted.title ?? heading ?? name.slice(0, name.length - extname(name).length);
  return {
    title: title.trim().slice(0, LONGEST_TITLE).toWellFormed() || 'Untitled',
    text,
    mediaType: extracted.mediaType,
  };
}

/** Tells a caller what is wrong with a file; other errors stay as they are. */
export function toFileProblem(error: unknown): unknown {
  if (!(error instanceof FileFault)) return error;
  const { failure, message } = error;
  return failure === 'unsupported_media_type' || failure === 'payload_too_large'
    ? new ProblemException(failure, message)
    : new ProblemException('unreadable_file', message, { reason: failure });
}

/** Text in UTF-8 needs no process of its own. */
function plainText(kind: FileKind, bytes: Buffer, charset: string | null): ExtractedText | undefined {
  if ((kind !== 'markdown' && kind !== 'text') || !isUtf8(bytes)) return undefined;
  if (charset !== null && !/^utf-?8$|^us-ascii$/i.test(charset)) return undefined;
  return { text: bytes.toString('utf8'), mediaType: kind === 'markdown' ? 'text/markdown' : 'text/plain', title: null };
}
