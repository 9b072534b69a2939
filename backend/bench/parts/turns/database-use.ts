import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Question } from '../../load.ts';
import { readAll } from '../../load.ts';
import { type ContenderName, Figure } from './comparison.ts';
import type { Contest } from './contest.ts';
import { repeat } from './rounds.ts';

const ROUNDS = 3;
const TURNS = 40;
/** A connection that does nothing tells its statistics after ten seconds. */
const FLUSHED_MS = 11_000;
const IDLE_MS = 6_000;

/** Statements, each a transaction of its own, and WAL of a turn, without what the contenders do while nobody asks. */
export async function measureDatabaseUse(contest: Contest, admin: Client) {
  await contest.model.pace();
  const questions = new Map<ContenderName, Question[]>();
  await contest.eachInTurn(0, async (name, contender) =>
    questions.set(name, await contender.questions(TURNS * ROUNDS)),
  );
  await delay(FLUSHED_MS);
  const first = await commits(contest, admin);
  const idleWal = await walFrom(admin);
  await delay(IDLE_MS);
  const idle = await commits(contest, admin);
  const idleWalPerMs = (await idleWal()) / (idle.at - first.at);

  const wal = new Figure();
  await repeat(0, ROUNDS, (number) =>
    contest.eachInTurn(number, async (name, { connections }) => {
      const written = await walFrom(admin);
      const asked = questions.get(name)?.splice(0, TURNS) ?? [];
      const { seconds } = await readAll(connections, asked, 1);
      wal.add(name, ((await written()) - idleWalPerMs * seconds * 1_000) / TURNS / 1_024);
    }),
  );
  await delay(FLUSHED_MS);
  const last = await commits(contest, admin);

  const statements = new Figure();
  await contest.eachInTurn(0, async (name) => {
    const [a = 0, b = 0, c = 0] = [first, idle, last].map(({ counts }) => counts.get(name));
    const background = ((b - a) / (idle.at - first.at)) * (last.at - idle.at);
    statements.add(name, (c - b - background) / (TURNS * ROUNDS));
  });
  return { statementsPerTurn: statements.compare(), walKbPerTurn: wal.compare() };
}

async function commits(contest: Contest, admin: Client) {
  const counts = new Map<ContenderName, number>();
  await contest.eachInTurn(0, async (name, { database }) => {
    const { rows } = await admin.query<{ commits: number }>(
      'select xact_commit::float8 as commits from pg_stat_database where datname = $1',
      [database],
    );
    counts.set(name, rows[0]?.commits ?? NaN);
  });
  return { counts, at: performance.now() };
}

/** From now on; the function that it gives tells how many bytes. */
async function walFrom(admin: Client): Promise<() => Promise<number>> {
  const { rows } = await admin.query<{ lsn: string }>('select pg_current_wal_insert_lsn() as lsn');
  return async () => {
    const since = await admin.query<{ bytes: number }>(
      'select (pg_current_wal_insert_lsn() - $1::pg_lsn)::float8 as bytes',
      [rows[0]?.lsn],
    );
    return since.rows[0]?.bytes ?? NaN;
  };
}
