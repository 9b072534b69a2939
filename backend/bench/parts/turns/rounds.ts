import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Contender } from '../../contenders/contender.ts';
import { type Question, readAll, readAnswer, type Round } from '../../load.ts';

/** Long enough for work that is done once a second. */
const SETTLING_MS = 2_500;

export interface MeasuredRound extends Round {
  turnsPerSecond: number;
  cpuMsPerTurn: number;
}

export interface StreamMemory {
  /** What each open stream holds, in kilobytes. */
  heapKb: number;
  buffersKb: number;
  /** Of the process with all of them open, in megabytes. */
  residentMb: number;
}

/** How fast a round of turns goes and what it costs the server's process. */
export async function measureRound(contender: Contender, turns: number, readers: number): Promise<MeasuredRound> {
  return measureQuestions(contender, await contender.questions(turns), readers);
}

export async function measureQuestions(
  contender: Contender,
  questions: Question[],
  readers: number,
): Promise<MeasuredRound> {
  const { result, cpuMs } = await withUsage(contender, () => readAll(contender.connections, questions, readers));
  return {
    ...result,
    turnsPerSecond: questions.length / result.seconds,
    cpuMsPerTurn: cpuMs / questions.length,
  };
}

/** Does `work`, and tells what it cost the server's process. */
export async function withUsage<T>(
  { server }: Contender,
  work: () => Promise<T>,
): Promise<{ result: T; cpuMs: number }> {
  const before = await server.measure();
  const result = await work();
  const after = await server.measure();
  return { result, cpuMs: (after.cpuMicroseconds - before.cpuMicroseconds) / 1_000 };
}

/** Calls `round` with its number until the time is over, but at least `atLeast` times. */
export async function repeat(
  seconds: number,
  atLeast: number,
  round: (number: number) => Promise<void>,
): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  let rounds = 0;
  while (rounds < atLeast || performance.now() < end) await round(rounds++);
  return rounds;
}

/** Opens streams that halt in the middle, measures, and calls `release`, which must let them end. */
export async function measureOpenStreams(
  contender: Contender,
  streams: number,
  release: () => Promise<void>,
): Promise<StreamMemory> {
  const questions = await contender.questions(streams);
  const before = await contender.server.measure({ collectGarbage: true });
  const connections = new Pool(contender.server.url, { connections: streams });
  const begun = Promise.withResolvers<undefined>();
  let count = 0;
  const onFirstToken = () => {
    if (++count === streams) begun.resolve(undefined);
  };
  const reading = Promise.all(questions.map((question) => readAnswer(connections, question, onFirstToken)));
  await Promise.race([begun.promise, reading]);
  await delay(SETTLING_MS);
  const { rss } = await contender.server.measure();
  const after = await contender.server.measure({ collectGarbage: true });
  await release();
  await reading;
  await connections.close();
  const perStream = (bytes: number) => bytes / 1_024 / streams;
  return {
    heapKb: perStream(after.heapUsed - before.heapUsed),
    buffersKb: perStream(after.external - before.external),
    residentMb: rss / 1_024 ** 2,
  };
}
