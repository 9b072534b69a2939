import { Client, Pool } from 'pg';
import type { PostgresServer } from '../../scripts/postgres-server.mjs';
import type { Kind } from './kinds.ts';
import type { Random } from '../test/support/random.ts';
import { sleep } from './sleep.ts';
import type { Tally } from './tally.ts';

type Fault = () => Promise<Kind>;

export interface DatabaseFaults {
  server: PostgresServer;
  url: string;
  random: Random;
  tally: Tally;
  /** In milliseconds since 1970. */
  until: number;
}

const RESTART = 0.65;
const LEASE_LAPSED_MS = 12_000;

/** Lets a PostgreSQL server fail in all ways that it has, sometimes again while it recovers. */
export async function rageOnDatabase({ server, url, random, tally, until }: DatabaseFaults): Promise<void> {
  const faults: Fault[] = [() => lockTable(url, random), () => terminateConnections(url)];
  const restarts: Fault[] = [];
  const { crash } = server;
  // A server that somebody lent us is not to be killed.
  if (crash) {
    faults.push(() => useUpConnections(url));
    restarts.push(
      () => crash('SIGKILL').then(() => 'PostgreSQL killed (SIGKILL)'),
      () => crash('SIGQUIT').then(() => 'PostgreSQL shut down at once (SIGQUIT)'),
    );
  }
  for (;;) {
    await sleep(random.between(4_000, 9_000));
    const isRestart = restarts.length > 0 && random.chance(RESTART);
    for (let times = isRestart ? random.between(1, 4) : 1; times > 0; times--) {
      if (Date.now() >= until) return;
      tally.count(await random.pick(isRestart ? restarts : faults)());
      await sleep(random.between(50, 800));
    }
  }
}

/** Whoever needs the table waits, until the pool of every instance has no connection left, and sometimes no lease. */
async function lockTable(url: string, random: Random): Promise<Kind> {
  await withClient(url, async (client) => {
    const table = random.pick(['chat_threads', 'chat_messages']);
    await client.query(`begin; set local lock_timeout = '2s'; lock table ${table} in access exclusive mode`);
    await sleep(random.chance(0.75) ? random.between(1_000, 4_000) : LEASE_LAPSED_MS);
    await client.query('rollback');
  });
  return 'pool exhausted by a locked table';
}

async function terminateConnections(url: string): Promise<Kind> {
  await withClient(url, (client) =>
    client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    ),
  );
  return 'all connections terminated';
}

const MORE_THAN_ALLOWED = 220;
const HELD_MS = 2_000;

async function useUpConnections(url: string): Promise<Kind> {
  const pool = new Pool({ connectionString: url, max: MORE_THAN_ALLOWED });
  pool.on('error', () => undefined); // some cannot be had
  const all = Array.from({ length: MORE_THAN_ALLOWED }, () => pool.query(`select pg_sleep(${HELD_MS / 1_000})`));
  await Promise.allSettled(all);
  await pool.end();
  return 'no connection left on the server';
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // the query says so
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
