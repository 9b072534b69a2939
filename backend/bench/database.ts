import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { type PostgresServer, startPostgresServer } from '../../scripts/postgres-server.mjs';

/** A PostgreSQL server with a database for each contender. */
export interface BenchServer {
  version: string;
  /** On no contender's database. */
  admin: Client;
  /** Makes a database and gives its address. */
  createDatabase(purpose: string): Promise<string>;
  stop(): Promise<void>;
}

/** The server of `BENCH_DATABASE_URL`, or one that is started here; undefined, and said so, where none can be had. */
export async function startBenchServer(): Promise<BenchServer | undefined> {
  const given = process.env['BENCH_DATABASE_URL'];
  if (given) return prepare({ url: given, stop: async () => {} });
  try {
    return await prepare(await startPostgresServer({ durable: true }));
  } catch (error) {
    console.error(`No PostgreSQL server, so no floor to compare with: ${String(error)}`);
    return undefined;
  }
}

async function prepare({ url, stop }: PostgresServer): Promise<BenchServer> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  const suffix = randomBytes(4).toString('hex');
  const names: string[] = [];
  const { rows } = await admin.query<{ server_version: string }>('show server_version');
  return {
    version: rows[0]?.server_version ?? 'unknown',
    admin,
    createDatabase: async (purpose) => {
      const name = `chatkit_bench_${purpose}_${suffix}`;
      await admin.query(`create database ${name}`);
      names.push(name);
      return inDatabase(url, name);
    },
    stop: async () => {
      for (const name of names) await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
      await stop();
    },
  };
}

function inDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
