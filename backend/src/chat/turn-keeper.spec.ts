import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { Database } from '../database/database.js';
import type { Hints } from '../live/hints.js';
import type { UserEvents } from '../live/user-events.js';
import { TurnKeeper } from './turn-keeper.js';
import type { TurnRunner } from './turn-runner.js';
import type { ClaimedTurn, TurnStore } from './turn-store.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('leaves no timer behind when it rests in the middle of a beat', async () => {
  const claimed = Promise.withResolvers<ClaimedTurn[]>();
  const claim = jest.fn(() => claimed.promise);
  const keeper = new TurnKeeper(
    { claim } as unknown as TurnStore,
    {} as unknown as TurnRunner,
    { kind: 'server' } as unknown as Database,
    { on: jest.fn() } as unknown as Hints,
    {} as unknown as UserEvents,
  );
  await keeper.onApplicationBootstrap();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(claim).toHaveBeenCalledTimes(1);

  const resting = keeper.beforeApplicationShutdown();
  claimed.resolve([]);
  await resting;
  expect(jest.getTimerCount()).toBe(0);
});
