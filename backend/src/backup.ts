// Saves and restores all that is stored: npm run backup -- FILE, npm run restore -- FILE. docs/operations.md says how.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BackupSummary } from './backup/backup-file.js';
import { restoreBackup } from './backup/restore-backup.js';
import { writeBackup } from './backup/write-backup.js';
import { DirectoryInUseError } from './database/embedded/directory-lock.js';
import { type Database, openDatabase } from './database/database.js';
import { type Env, readEnv } from './env.js';

const [task, given, ...others] = process.argv.slice(2);

try {
  if ((task !== 'backup' && task !== 'restore') || given === undefined || others.length)
    throw new Error('Usage: npm run backup -- FILE\n       npm run restore -- FILE');
  const env = readEnv();
  const file = resolve(given);
  show(
    file,
    await (task === 'backup' ? backUp(env, file) : withDatabase(env, (database) => restoreBackup(database, file))),
  );
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

async function backUp(env: Env, file: string): Promise<BackupSummary> {
  if (!env.DATABASE_URL && !existsSync(join(env.DATA_DIR, 'postgres')))
    throw new Error(`There is no database in ${env.DATA_DIR}. Set DATABASE_URL or DATA_DIR.`);
  return withDatabase(env, (database) => writeBackup(database, file));
}

async function withDatabase<T>(env: Env, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(env, (text) => process.stderr.write(`${text}\n`));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function show(file: string, { rows, sha256 }: BackupSummary): void {
  const shown = Object.entries(rows).map(([table, count]) => `${String(count).padStart(9)}  ${table}`);
  process.stdout.write(`${file}\n${shown.join('\n')}\nContent (SHA-256): ${sha256}\n`);
}

function explain(error: unknown): string {
  if (error instanceof DirectoryInUseError) return `${error.message}\nIf that process is ChatKit, stop it first.`;
  return error instanceof Error ? error.message : String(error);
}
