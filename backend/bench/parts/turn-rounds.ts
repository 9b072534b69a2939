import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Contender } from '../contenders/contender.ts';
import { readAll, readAnswer, type Round } from '../load.ts';

/** Long enough for work that is done once a second. */
const SETTLING_MS = 2_500;

export interface MeasuredRound extends Round {
  turnsPerSecond: number;
  cpuMsPerTurn: number;
}

/** Memory that each open stream holds, in kilobytes. */
export interface StreamMemory {
  heapKb: number;
  buffersKb: number;
}

/** How fast a round of turns goes and what it costs the server's process. */
export async function measureRound(contender: Contender, turns: number, readers: number): Promise<MeasuredRound> {
  const questions = await contender.questions(turns);
  const before = await contender.server.measure();
  const round = await readAll(contender.connections, questions, readers);
  const after = await contender.server.measure();
  return {
    ...round,
    turnsPerSecond: turns / round.seconds,
    cpuMsPerTurn: (after.cpuMicroseconds - before.cpuMicroseconds) / 1_000 / turns,
  };
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
  const after = await contender.server.measure({ collectGarbage: true });
  await release();
  await reading;
  await connections.close();
  const perStream = (bytes: number) => bytes / 1_024 / streams;
  return {
    heapKb: perStream(after.heapUsed - before.heapUsed),
    buffersKb: perStream(after.external - before.external),
  };
}
