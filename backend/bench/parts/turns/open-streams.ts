import { setTimeout as delay } from 'node:timers/promises';
import type { Contender } from '../../contenders/contender.ts';
import { TOKENS_PER_ANSWER } from '../../workload.ts';
import { Figure } from './comparison.ts';
import type { Contest } from './contest.ts';
import { measureOpenStreams, repeat } from './rounds.ts';

const OPEN_STREAMS = 200;
const ROUNDS = 3;
const MANY_STREAMS = 1_000;
/** Turns that have ended are kept for some seconds: they must not go away while memory is measured. */
const LINGER_MS = 6_000;

/** What streams hold that halt in the middle of their answer. */
export async function measureStreamMemory(contest: Contest, product: Contender) {
  const { model } = contest;
  const release = () => model.release();
  await model.pace({ holdAfter: TOKENS_PER_ANSWER / 2 });
  const [heap, buffers] = [new Figure(), new Figure()];
  await repeat(0, ROUNDS, async (number) => {
    await delay(LINGER_MS);
    await contest.eachInTurn(number, async (name, contender) => {
      const memory = await measureOpenStreams(contender, OPEN_STREAMS, release);
      // The first round fills caches and pools that stay.
      if (number === 0) return;
      heap.add(name, memory.heapKb);
      buffers.add(name, memory.buffersKb);
    });
  });
  const { residentMb } = await measureOpenStreams(product, MANY_STREAMS, release);
  return {
    heapKbPerOpenStream: heap.compare(),
    bufferKbPerOpenStream: buffers.compare(),
    residentMbWithManyStreams: residentMb,
  };
}
