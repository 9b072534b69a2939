/**
 * Places where a turn must survive whatever happens to its process. There is one more before and one after every statement
 * of the turn, for each statement is a transaction: `before settle` loses it, `after settle` loses its acknowledgement.
 */
export const FAILPOINTS = [
  'turn opened',
  'beat',
  'drain',
  'before retrieval',
  'after retrieval',
  'between tokens',
  'before model request',
  'after model response',
  'between model reads',
  'reader follows',
  'before hint',
] as const;

export type Failpoint = (typeof FAILPOINTS)[number] | `${'before' | 'after'} ${string}`;

/**
 * Does nothing. Under `node --conditions chatkit-faults` the import `#failpoint` leads to `backend/torture/faults.ts`
 * instead, which is no part of the build.
 */
export function failpoint(_name: Failpoint): void {}
