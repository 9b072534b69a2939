import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { AnswerStream } from './answer-stream.ts';
import type { Instances } from './instances.ts';

const ROUNDS = 3;
const ANSWERS = 5;

export interface Takeovers {
  /** From the kill to the first new text, for each reader. */
  firstTextMs: number[];
  /** Of this, the time after the lease had expired. */
  expiredMs: number[];
}

/** Kills the instance that writes while readers follow on the other. */
export async function measureTakeovers(instances: Instances, database: Client): Promise<Takeovers> {
  const takeovers: Takeovers = { firstTextMs: [], expiredMs: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const asked = await Promise.all(Array.from({ length: ANSWERS }, () => instances.ask()));
    const readers = asked.map(({ messageId }) => AnswerStream.follow(instances.other, messageId));
    // So that the kill falls on another moment between two beats in each round.
    await delay(1_500 + round * 350);
    const killed = performance.now();
    await instances.killWriter();
    const leaseMs = await leaseLeft(database, asked[0]?.messageId ?? '', killed);
    const heard = await Promise.all(
      readers.map((reader) => reader.until(({ attempt, length }) => attempt > 1 && length > 0)),
    );
    for (const time of heard) {
      takeovers.firstTextMs.push(time - killed);
      takeovers.expiredMs.push(time - killed - leaseMs);
    }
    for (const reader of readers) reader.leave();
    await instances.replaceWriter();
  }
  return takeovers;
}

/** How long after the moment `since` the answer's lease runs out, by the clock of the database. */
async function leaseLeft(database: Client, messageId: string, since: number): Promise<number> {
  const { rows } = await database.query<{ left: number }>(
    'select extract(epoch from lease_until - clock_timestamp())::float8 * 1000 as left from chat_messages where id = $1',
    [messageId],
  );
  return performance.now() - since + (rows[0]?.left ?? NaN);
}
