import type { Client } from 'pg';
import type { Contender } from '../../contenders/contender.ts';
import type { Model } from '../../contenders/model.ts';
import type { Product } from '../../contenders/product.ts';
import { LEVELS, measureReaders } from './closed-loop.ts';
import type { ContenderName } from './comparison.ts';
import { Contest } from './contest.ts';
import { measureDatabaseUse } from './database-use.ts';
import { measureStreamMemory } from './open-streams.ts';
import { measurePacedStreams, PACED_LEVELS } from './paced-streams.ts';
import { measureRound, repeat } from './rounds.ts';
import { measureThreadLength } from './thread-length.ts';

const SEARCHES = 100;
/** Rounds of 200 turns before anything counts: of code that has just been started, much is compiled meanwhile. */
const WARM_UP_ROUNDS = 10;
/** Of the time for rounds: with 1, 50 and 500 readers, and with 50 and 500 paced streams. */
const SHARES = [0.08, 0.12, 0.2, 0.3, 0.3] as const;

/** Who takes part; `floor`, `withoutRetrieval` and `admin` are there where there is a PostgreSQL server. */
export interface Participants {
  model: Model;
  floor?: Contender;
  withoutRetrieval?: Product;
  product: Product;
  admin?: Client;
}

export type TurnMeasurements = Awaited<ReturnType<typeof measureTurnFigures>>;

export async function measureTurnFigures(participants: Participants, seconds: number) {
  const { model, floor, withoutRetrieval, product, admin } = participants;
  const contenders: Partial<Record<ContenderName, Contender>> = {
    ...(floor && { floor }),
    ...(withoutRetrieval && { withoutRetrieval }),
    product,
  };
  const contest = new Contest(model, contenders);
  const share = (part: number) => seconds * (SHARES[part] ?? 0);
  await model.pace();
  await repeat(0, WARM_UP_ROUNDS, (number) =>
    contest.eachInTurn(number, (_, contender) => measureRound(contender, LEVELS[1].turns, LEVELS[1].readers)),
  );
  return {
    alone: await measureReaders(contest, share(0), LEVELS[0]),
    crowded: await measureReaders(contest, share(1), LEVELS[1]),
    thronged: await measureReaders(contest, share(2), LEVELS[2]),
    searchCpuMs: await measureSearch(product),
    pacedAt50: await measurePacedStreams(contest, share(3), PACED_LEVELS[0]),
    pacedAt500: await measurePacedStreams(contest, share(4), PACED_LEVELS[1]),
    database: admin && (await measureDatabaseUse(contest, admin)),
    threadLength: withoutRetrieval && (await measureThreadLength(model, withoutRetrieval)),
    memory: await measureStreamMemory(contest, product),
  };
}

async function measureSearch(product: Product): Promise<number> {
  const { server } = product;
  const before = await server.measure();
  for (let searched = 0; searched < SEARCHES; searched++) await product.search();
  const after = await server.measure();
  return (after.cpuMicroseconds - before.cpuMicroseconds) / 1_000 / SEARCHES;
}
