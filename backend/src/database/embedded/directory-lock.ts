import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process works on the data directory. */
export class DirectoryInUseError extends Error {}

/**
 * Takes the data directory for this process and returns the function that gives it back.
 *
 * The lock is the one SQLite holds on an open file, so the operating system frees it however the owner ends, even by
 * `kill -9`. Throws {@link DirectoryInUseError} when another process holds it.
 */
export function lockDirectory(directory: string): () => void {
  mkdirSync(dirname(directory), { recursive: true });
  const ownerFile = `${directory}.lock.json`;
  const lock = new DatabaseSync(`${directory}.lock`, { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new DirectoryInUseError(
      `The data directory ${directory} is in use by another process${describeOwner(ownerFile)}. ` +
        'Two processes on one directory would lose data: stop the other one, or set DATA_DIR to another directory.',
      { cause: error },
    );
  }
  writeFileSync(ownerFile, JSON.stringify({ pid: process.pid, since: new Date().toISOString() }));
  return () => {
    rmSync(ownerFile, { force: true });
    lock.exec('ROLLBACK');
    lock.close();
  };
}

function describeOwner(ownerFile: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(ownerFile, 'utf8')) as { pid: number; since: string };
    return ` (process ${pid}, since ${since})`;
  } catch {
    // The note is a courtesy: the owner may be between taking the lock and writing it.
    return '';
  }
}
