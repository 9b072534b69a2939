import { ProblemException } from './problem-exception.js';

/** Packs the position after the last row of a page into the opaque text that the caller sends back. */
export function encodeCursor(position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Unpacks a cursor of `length` parts. Throws a 400 problem for anything that we did not make. */
export function decodeCursor(cursor: string, length: number): string[] {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(position) && position.length === length && position.every((part) => typeof part === 'string'))
      return position as string[];
  } catch {
    // Not JSON: falls through to the refusal below.
  }
  throw new ProblemException(400, 'bad_request', 'cursor: take it from nextCursor of the page before');
}
