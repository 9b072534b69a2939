import { createHash } from 'node:crypto';

/** The strong entity tag of a body, as every answer with one carries it in `ETag`. */
export function entityTag(body: string | Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}
