import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';

const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** Whether a value read from JSON holds more than `most` levels, one inside the other. */
export function isDeeperThan(most: number, value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length; depth++) {
    if (depth > most) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? (Object.values(one) as unknown[]) : []));
  }
  return false;
}

/** Whether the body of a request is JSON for a route: that of another method means nothing, and is not read. */
export const isJsonBody = (request: IncomingMessage): boolean =>
  WITH_BODY.has(request.method ?? '') && Boolean((request as Request).is('json'));
