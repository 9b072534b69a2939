import { readAll } from '../../load.ts';
import { median, percentile } from '../../statistics.ts';
import { Figure } from './comparison.ts';
import type { Contest } from './contest.ts';
import { measureRound, repeat } from './rounds.ts';

export const LEVELS = [
  { readers: 1, turns: 40 },
  { readers: 50, turns: 200 },
  { readers: 500, turns: 1_000 },
] as const;

/** Readers who ask again as soon as they have an answer, of a model that says all at once. */
export async function measureReaders(contest: Contest, seconds: number, { readers, turns }: (typeof LEVELS)[number]) {
  const [turnsPerSecond, cpuMsPerTurn] = [new Figure(), new Figure()];
  const [p50, p95] = [new Figure(), new Figure()];
  const { model } = contest;
  await model.pace();
  const rounds = await repeat(seconds, 2, async (number) => {
    const direct = median((await readAll(model.connections, await model.questions(turns), readers)).firstTokenMs);
    await contest.eachInTurn(number, async (name, contender) => {
      const round = await measureRound(contender, turns, readers);
      turnsPerSecond.add(name, round.turnsPerSecond);
      cpuMsPerTurn.add(name, round.cpuMsPerTurn);
      p50.add(name, median(round.firstTokenMs) - direct);
      p95.add(name, percentile(round.firstTokenMs, 0.95) - direct);
    });
  });
  return {
    readers,
    rounds,
    turnsPerSecond: turnsPerSecond.compare(),
    cpuMsPerTurn: cpuMsPerTurn.compare(),
    firstTokenAddedMs: { p50: p50.compare(), p95: p95.compare() },
  };
}
