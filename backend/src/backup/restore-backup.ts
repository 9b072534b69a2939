import type { ClientBase } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../database/database.module.js';
import type { Database } from '../database/database.js';
import { migrations } from '../database/migrations/index.js';
import { BackupFileError, type BackupSummary, checkBackupFile, readBackupFile } from './backup-file.js';
import { storedTables } from './stored-tables.js';

const BYTES_A_STATEMENT = 1_000_000;

/**
 * Fills an empty database from a file, in one transaction, and then brings the schema up to date. A backup of an earlier
 * version is restored into the schema of that version first. Throws when the file is damaged, was made by a later version, or
 * the database holds something.
 */
export async function restoreBackup(database: Database, file: string): Promise<BackupSummary> {
  const { migrations: made, rows, sha256 } = await checkBackupFile(file);
  const unknown = made.find((name) => !migrations.some((migration) => migration.name === name));
  if (unknown)
    throw new BackupFileError(`The backup was made by a later version of ChatKit (${unknown}). Upgrade first.`);
  await migrate(
    database,
    migrations.filter(({ name }) => made.includes(name)),
  );
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await requireSchema(client, made);
    await fill(client, file);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
  await migrate(database, migrations);
  await database.pool.query('analyze');
  return { rows, sha256 };
}

async function migrate(database: Database, wanted: typeof migrations): Promise<void> {
  const dataSource = await new DataSource({ ...dataSourceOptions(database.pool), migrations: wanted }).initialize();
  await database.exclusively(() => dataSource.runMigrations());
}

async function requireSchema(client: ClientBase, made: string[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select name from migrations');
  const later = rows.find(({ name }) => !made.includes(name));
  if (later)
    throw new BackupFileError(`The database was used by a later version (${later.name}). Restore into an empty one.`);
  for (const { name } of await storedTables(client)) {
    const { rowCount } = await client.query(`select from ${name} limit 1`);
    if (rowCount)
      throw new BackupFileError(`The database holds something already, in ${name}. Restore into an empty one.`);
  }
}

async function fill(client: ClientBase, file: string): Promise<void> {
  // What triggers would work out is in the backup.
  const tables = await storedTables(client);
  for (const { name } of tables) await client.query(`alter table ${name} disable trigger user`);
  let table = '';
  let rows: string[] = [];
  let bytes = 0;
  const store = async () => {
    if (rows.length)
      await client.query(`insert into ${table} select (line::${table}).* from unnest($1::text[]) as line`, [rows]);
    [rows, bytes] = [[], 0];
  };
  for await (const line of readBackupFile(file)) {
    if ('table' in line) {
      await store();
      table = knownTable(tables, line.table);
    } else {
      rows.push(line.row);
      bytes += line.row.length;
      if (bytes > BYTES_A_STATEMENT) await store();
    }
  }
  await store();
  for (const { name } of tables) await client.query(`alter table ${name} enable trigger user`);
}

/** The name becomes part of a statement, so it is none of the file's making. */
function knownTable(tables: { name: string }[], wanted: string): string {
  const found = tables.find(({ name }) => name === wanted);
  if (!found) throw new BackupFileError(`The backup holds a table ${wanted}, which this version does not know.`);
  return found.name;
}
