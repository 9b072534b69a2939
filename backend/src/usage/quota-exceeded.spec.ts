import { describe, expect, it } from '@jest/globals';
import type { SpentOfLimits } from '@chatkit/contract';
import { quotaExceeded } from './quota-exceeded.js';

const resetsAt = new Date(Date.now() + 3_600_000).toISOString();

function spent(turns: number, limit: number | null): SpentOfLimits {
  return { today: { turns, tokens: 0 }, last30Days: { turns, tokens: 0 }, limits: { turns: limit, tokens: null } };
}

describe('the refusal of a used-up day', () => {
  it.each([
    [1, 'This account may use 1 turn a day, and has.'],
    [1_200, 'This account may use 1,200 turns a day, and has.'],
  ])('words a limit of %d', (limit, words) => {
    expect(quotaExceeded({ ...spent(limit, limit), key: null, resetsAt }).message).toContain(words);
  });
});
