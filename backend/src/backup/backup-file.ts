import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** A file that is no whole backup; nothing was restored from it. */
export class BackupFileError extends Error {}

export interface BackupHeader {
  chatkitBackup: 1;
  at: string;
  /** The migrations that made the schema, oldest first. */
  migrations: string[];
}

/** What the lines of a backup add up to. The hash is that of all rows: two databases with the same content have the same. */
export interface BackupSummary {
  rows: Record<string, number>;
  sha256: string;
}

export type BackupLine = { table: string } | { row: string };

/**
 * Writes a gzipped file of JSON lines: the header, then for each table its name and its rows as PostgreSQL prints them, then
 * the summary. The file appears under its name when it is whole. Throws when there is such a file already.
 */
export async function writeBackupFile(
  file: string,
  header: BackupHeader,
  lines: AsyncIterable<BackupLine>,
): Promise<BackupSummary> {
  if (await exists(file)) throw new BackupFileError(`There is a file ${file} already. Name another one.`);
  const unfinished = `${file}.unfinished`;
  const sum = new Sum();
  async function* text(): AsyncIterable<string> {
    yield `${JSON.stringify(header)}\n`;
    for await (const line of lines) yield sum.add(`${JSON.stringify(line)}\n`, line);
    yield `${JSON.stringify(sum.total())}\n`;
  }
  try {
    await pipeline(text(), createGzip(), createWriteStream(unfinished, { mode: 0o600, flush: true }));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return sum.total();
}

/** Reads a whole file and compares it with its summary. Throws {@link BackupFileError} when it is none, or damaged. */
export async function checkBackupFile(file: string): Promise<BackupHeader & BackupSummary> {
  const sum = new Sum();
  let header: BackupHeader | undefined;
  let summary: BackupSummary | undefined;
  for await (const [text, line] of linesOf(file)) {
    if (summary) throw damaged(file);
    if (!header) header = asHeader(line, file);
    else if ('sha256' in line) summary = line as unknown as BackupSummary;
    else sum.add(`${text}\n`, line as BackupLine);
  }
  if (!header || summary?.sha256 !== sum.total().sha256) throw damaged(file);
  return { ...header, ...summary };
}

/** The tables and rows of a file that was checked before. */
export async function* readBackupFile(file: string): AsyncIterable<BackupLine> {
  let isFirst = true;
  for await (const [, line] of linesOf(file)) {
    if (!isFirst && !('sha256' in line)) yield line as BackupLine;
    isFirst = false;
  }
}

async function* linesOf(file: string): AsyncIterable<[text: string, line: object]> {
  const source = createReadStream(file);
  const unpacked = createGunzip();
  source.on('error', (error) => unpacked.destroy(error));
  try {
    for await (const text of createInterface({ input: source.pipe(unpacked), crlfDelay: Infinity }))
      yield [text, JSON.parse(text) as object];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new BackupFileError(`There is no file ${file}.`);
    throw damaged(file, error);
  }
}

function asHeader(line: object, file: string): BackupHeader {
  if ((line as Partial<BackupHeader>).chatkitBackup !== 1) throw damaged(file);
  return line as BackupHeader;
}

function damaged(file: string, cause?: unknown): BackupFileError {
  return new BackupFileError(`${file} is not a whole backup of ChatKit. Nothing was restored.`, { cause });
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

class Sum {
  readonly #hash = createHash('sha256');
  readonly #rows: Record<string, number> = {};
  #table = '';

  /** Returns the text that was added. */
  add(text: string, line: BackupLine): string {
    this.#hash.update(text);
    if ('table' in line) this.#rows[(this.#table = line.table)] = 0;
    else this.#rows[this.#table] = (this.#rows[this.#table] ?? 0) + 1;
    return text;
  }

  total(): BackupSummary {
    return { rows: this.#rows, sha256: this.#hash.copy().digest('hex') };
  }
}
