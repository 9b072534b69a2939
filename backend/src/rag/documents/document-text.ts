import { createHash } from 'node:crypto';
import { MAX_DOCUMENT_BYTES } from '@chatkit/contract';
import { ProblemException } from '../../http/problem-exception.js';

/**
 * A text as it is stored and as offsets count in it: without byte order mark and U+0000, with `\n` line breaks and no lone
 * surrogates. Throws 413 when it is too long and 422 when it is blank.
 */
export function storableText(given: string): string {
  const text = given
    .replace(/^\uFEFF/, '')
    .replaceAll('\0', '')
    .replace(/\r\n?/g, '\n')
    .toWellFormed();
  if (Buffer.byteLength(text) > MAX_DOCUMENT_BYTES) {
    throw new ProblemException('payload_too_large', 'A document may have at most 5,000,000 bytes of text.');
  }
  if (text.trim() === '') throw new ProblemException('empty_content', 'The document has no text.');
  return text;
}

/** A title that can be stored. */
export function storableTitle(given: string): string {
  return given.replaceAll('\0', '').toWellFormed();
}

/** SHA-256 of bytes, or of a text in UTF-8, hexadecimal. */
export function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
