import type { IncomingHttpHeaders } from 'node:http';
import { KEY_PREFIX } from './auth.js';

const BEARER_KEY = new RegExp(`^Bearer\\s+(${KEY_PREFIX}\\S*)\\s*$`, 'i');

/**
 * The API key that a request carries, in `x-api-key` or as a bearer token. Where there is one, it alone counts: neither a
 * cookie nor a token beside it widens what the key may do. Undefined when there is none.
 */
export function keyIn(headers: IncomingHttpHeaders): string | undefined {
  const named = headers['x-api-key'];
  return named === undefined ? BEARER_KEY.exec(headers.authorization ?? '')?.[1] : String(named);
}
