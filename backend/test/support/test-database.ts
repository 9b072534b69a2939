import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/database.module.js';
import { openDatabase } from '../../src/database/database.js';
import { type Env, readEnv } from '../../src/env.js';

const SECRET = 'a secret for tests that is long enough';

/** Where one spec file keeps its data: a directory for the embedded database, or a database on the server under test. */
export interface TestStore {
  settings: Record<string, string>;
  remove(): Promise<void>;
}

/** An empty, migrated database: on the server of `TEST_DATABASE_URL` where that is set, else embedded. */
export async function createTestStore(): Promise<TestStore> {
  const server = process.env['TEST_DATABASE_URL'];
  const directory = await mkdtemp(join(tmpdir(), 'chatkit-test-'));
  const removeDirectory = () => rm(directory, { recursive: true, force: true });
  if (!server) {
    await cp(await migratedTemplate(), join(directory, 'postgres'), { recursive: true });
    return { settings: { DATA_DIR: directory }, remove: removeDirectory };
  }
  const name = `chatkit_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    settings: { DATA_DIR: directory, DATABASE_URL: url.href, BETTER_AUTH_SECRET: SECRET },
    remove: async () => {
      await onServer(server, `drop database if exists ${name} with (force)`);
      await removeDirectory();
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** A data directory with the schema in it, made once for each state of the migrations. */
async function migratedTemplate(): Promise<string> {
  const template = join(tmpdir(), `chatkit-template-${await migrationsHash()}`, 'postgres');
  if (existsSync(template)) return template;
  const making = await mkdtemp(join(tmpdir(), 'chatkit-template-making-'));
  const env: Env = readEnv({ DATA_DIR: making });
  const database = await openDatabase(env, () => undefined);
  const dataSource = await new DataSource(dataSourceOptions(database.pool)).initialize();
  await dataSource.runMigrations();
  await dataSource.destroy();
  await database.close();
  await mkdir(join(template, '..'), { recursive: true });
  await rename(join(making, 'postgres'), template).catch((error: unknown) => {
    if (!existsSync(template)) throw error; // another worker was faster
  });
  await rm(making, { recursive: true, force: true });
  return template;
}

async function migrationsHash(): Promise<string> {
  const folder = new URL('../../src/database/migrations/', import.meta.url);
  const hash = createHash('sha256');
  for (const file of (await readdir(folder)).sort()) hash.update(await readFile(new URL(file, folder)));
  return hash.digest('hex').slice(0, 16);
}
