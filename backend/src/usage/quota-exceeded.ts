import type { SpentOfLimits, Usage } from '@chatkit/contract';
import { ProblemException } from '../http/problem-exception.js';

const QUANTITIES = ['turns', 'tokens'] as const;
const ONE = { turns: 'turn', tokens: 'token' } as const;

/** The problem of somebody whose day is used up: a 429 that tells the limit, and when the next day begins. */
export function quotaExceeded({ key, resetsAt, ...user }: Usage): ProblemException {
  const seconds = Math.max(1, Math.ceil((Date.parse(resetsAt) - Date.now()) / 1_000));
  const reached = reachedLimit('This account', user) ?? (key && reachedLimit('This API key', key));
  // The day ended between the refusal and the reading.
  if (!reached)
    return new ProblemException('unavailable', 'A new day has just begun. Send it again.', {}, { 'retry-after': '1' });
  const detail = `${reached.whose} may use ${amountOf(reached)} a day, and has. The next day begins at 00:00 UTC.`;
  return new ProblemException(
    'quota_exceeded',
    detail,
    {},
    {
      'retry-after': String(seconds),
      'ratelimit-limit': String(reached.limit),
      'ratelimit-remaining': '0',
      'ratelimit-reset': String(seconds),
    },
  );
}

function amountOf({ limit, quantity }: { limit: number; quantity: (typeof QUANTITIES)[number] }): string {
  return `${limit.toLocaleString('en')} ${limit === 1 ? ONE[quantity] : quantity}`;
}

function reachedLimit(whose: string, { today, limits }: SpentOfLimits) {
  for (const quantity of QUANTITIES) {
    const limit = limits[quantity];
    if (limit !== null && today[quantity] >= limit) return { whose, quantity, limit };
  }
  return undefined;
}
