import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import { startPostgresServer } from '../../scripts/postgres-server.mjs';
import { addKnowledge, signUp } from './account.ts';
import { type Arena, productSettings } from './arena.ts';
import { INSTALL_AUDIT } from './audit.ts';
import { rageOnDatabase } from './database-faults.ts';
import { ProcessFaults } from './process-faults.ts';
import type { Random } from '../test/support/random.ts';
import type { Tally } from './tally.ts';

const INSTANCES = ['server-1', 'server-2', 'server-3'];
const ACCOUNTS = 4;

export interface ArenaOptions {
  /** Holds what the arena stores on disk. */
  directory: string;
  modelUrl: string;
  random: Random;
  tally: Tally;
}

/** Three instances on one PostgreSQL server: that of TEST_DATABASE_URL, or one that is set up here and may be killed. */
export async function openServerArena({ directory, modelUrl, random, tally }: ArenaOptions): Promise<Arena> {
  const server = await startPostgresServer({ durable: true });
  const name = `chatkit_torture_${randomBytes(4).toString('hex')}`;
  await onServer(server.url, `create database ${name}`);
  const url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
  const pool = new Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined); // the server is killed all the time
  const settings = { ...productSettings(directory, modelUrl), DATA_DIR: join(directory, 'server'), DATABASE_URL: url };
  const processes = new ProcessFaults(INSTANCES, settings, random, tally);
  await processes.ready();
  const first = processes.instances[0]?.url ?? '';
  const accounts = await Promise.all(Array.from({ length: ACCOUNTS }, (_, number) => signUp(first, number)));
  if (accounts[0]) await addKnowledge(first, accounts[0]);
  await pool.query(INSTALL_AUDIT);
  return {
    name: 'server',
    processes,
    accounts,
    clients: 60,
    isOpenToAll: true,
    rageOnDatabase: (until) => rageOnDatabase({ server, url, random, tally, until }),
    inspect: (look) => look(pool),
    close: async () => {
      await processes.close();
      await pool.end();
      await onServer(server.url, `drop database ${name} with (force)`);
      await server.stop();
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
