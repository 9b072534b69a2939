import { z, type ZodType } from 'zod';
import { ProblemException } from './problem-exception.js';

/** The position of a row in a list by time: a `timestamptz` as PostgreSQL prints it, in full precision, and an id. */
export const timeAndId = z.tuple([
  z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/),
  z.uuid(),
]);

/** Packs the position after the last row of a page into the opaque text that the caller sends back. */
export function encodeCursor(position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Unpacks a cursor. Throws a 400 problem for anything that does not have the form of ours. */
export function decodeCursor<T>(cursor: string, position: ZodType<T>): T {
  const result = position.safeParse(parse(cursor));
  if (result.success) return result.data;
  throw new ProblemException('bad_request', 'cursor: take it from nextCursor of the page before');
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined; // not JSON, so not ours
  }
}
