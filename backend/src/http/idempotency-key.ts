import { ApiHeader } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ProblemException } from './problem-exception.js';

const LONGEST = 200;

/** The caller's own key for a request that may be sent again; null without one. Throws a 400 for one that is too long. */
export function idempotencyKey(request: Request): string | null {
  const key = request.get('idempotency-key') ?? '';
  if (key.length > LONGEST)
    throw new ProblemException('bad_request', `Idempotency-Key: at most ${LONGEST} characters.`);
  return key === '' ? null : key;
}

/** Tells a caller that this is what came of an earlier request with the same key. */
export function markReplayed(response: Response): void {
  response.set('idempotency-replayed', 'true');
}

/** Describes `Idempotency-Key`; `what` comes back with it. */
export const ApiIdempotencyKey = (what: string): MethodDecorator & ClassDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: `Your own key, of at most ${LONGEST} characters: sent again with it, the same ${what} comes back (200, \`Idempotency-Replayed: true\`).`,
  });
