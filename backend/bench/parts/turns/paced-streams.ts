import { askSteadily } from '../../load.ts';
import { median, percentile } from '../../statistics.ts';
import { Figure } from './comparison.ts';
import type { Contest } from './contest.ts';
import { repeat, withUsage } from './rounds.ts';

/** In both an answer takes four seconds. */
export const PACED_LEVELS = [
  { streams: 50, pauseMs: 20, tokens: 200 },
  { streams: 500, pauseMs: 200, tokens: 20 },
] as const;

/** Questions that come evenly, so that about `streams` answers are open at any time. */
export async function measurePacedStreams(
  contest: Contest,
  seconds: number,
  { streams, pauseMs, tokens }: (typeof PACED_LEVELS)[number],
) {
  const { model } = contest;
  await model.pace({ pauseMs, tokens });
  const everyMs = (pauseMs * tokens) / streams;
  const turns = streams * 2;
  const [cpu, p50, p95] = [new Figure(), new Figure(), new Figure()];
  const direct = median(await askSteadily(model.connections, await model.questions(streams), everyMs));
  const rounds = await repeat(seconds, 1, (number) =>
    contest.eachInTurn(number, async (name, contender) => {
      const questions = await contender.questions(turns);
      const { result, cpuMs } = await withUsage(contender, () =>
        askSteadily(contender.connections, questions, everyMs),
      );
      // The first ones were asked while the streams were still becoming that many.
      const firstTokenMs = result.slice(streams);
      cpu.add(name, (cpuMs * 1_000) / turns / tokens);
      p50.add(name, median(firstTokenMs) - direct);
      p95.add(name, percentile(firstTokenMs, 0.95) - direct);
    }),
  );
  return {
    streams,
    rounds,
    cpuMicrosecondsPerToken: cpu.compare(),
    firstTokenAddedMs: { p50: p50.compare(), p95: p95.compare() },
  };
}
