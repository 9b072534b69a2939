// Makes documents of the files in a folder: npm run ingest -- FOLDER. docs/knowledge.md says how to use it.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { collectionSchema, LONGEST_COLLECTION, type Visibility } from '@chatkit/contract';
import cliProgress from 'cli-progress';
import { DatabaseModule } from './database/database.module.js';
import { type Database, openDatabase } from './database/database.js';
import { DirectoryInUseError } from './database/embedded/directory-lock.js';
import { ENV, type Env, readEnv } from './env.js';
import { TextLogger } from './logging/text-logger.js';
import { readableFilesIn } from './rag/documents/folder-files.js';
import { FolderLoader, type LoadedFile } from './rag/documents/folder-loader.js';
import { EmbeddingSchedule } from './rag/ingestion/embedding-schedule.js';
import { RagModule } from './rag/rag.module.js';

const USAGE = `Usage: npm run ingest -- FOLDER [--owner EMAIL] [--shared] [--collection NAME]

  --owner EMAIL      whose documents they are; left out, the first administrator's
  --shared           everyone finds new documents; left out, only their owner
  --collection NAME  new documents are in this collection; left out, in none`;
const LOOK_EVERY_MS = 200;

interface Options {
  folder: string;
  owner: string | undefined;
  visibility: Visibility;
  collection: string | null;
}

/** Knowledge alone: no page is served and no answer written here. */
@Global()
@Module({})
class IngestModule {
  static of(env: Env, database: Database): DynamicModule {
    return {
      module: IngestModule,
      imports: [DatabaseModule.of(database), RagModule],
      providers: [{ provide: ENV, useValue: env }],
      exports: [ENV],
    };
  }
}

/** A bar on a terminal; elsewhere a line for each tenth. */
class ProgressBar {
  readonly #bar: cliProgress.SingleBar | undefined;
  #tenths = 0;

  constructor(private readonly total: number) {
    if (!process.stdout.isTTY) return;
    const format = '{bar} {value} of {total} files';
    this.#bar = new cliProgress.SingleBar({ format, hideCursor: true }, cliProgress.Presets.shades_classic);
    this.#bar.start(total, 0);
  }

  show(done: number): void {
    if (this.#bar) return this.#bar.update(done);
    const tenths = Math.floor((10 * done) / this.total);
    if (tenths > this.#tenths) print(`${done} of ${this.total} files`);
    this.#tenths = Math.max(tenths, this.#tenths);
  }

  end(): void {
    this.#bar?.stop();
  }
}

try {
  const options = await readOptions();
  process.exit((await ingest(options)) ? 0 : 1);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

async function readOptions(): Promise<Options> {
  try {
    const { values, positionals } = parseArgs({
      options: {
        owner: { type: 'string' },
        shared: { type: 'boolean', default: false },
        collection: { type: 'string' },
      },
      allowPositionals: true,
    });
    const [given, ...others] = positionals;
    if (given === undefined || others.length > 0) throw new Error('Name one folder.');
    const folder = resolve(given);
    if (!(await stat(folder)).isDirectory()) throw new Error(`${folder} is not a folder.`);
    return {
      folder,
      owner: values.owner,
      visibility: values.shared ? 'shared' : 'private',
      collection: values.collection === undefined ? null : labelOf(values.collection),
    };
  } catch (error) {
    throw new Error(`${explain(error)}\n\n${USAGE}`, { cause: error });
  }
}

function labelOf(given: string): string {
  const label = collectionSchema.safeParse(given);
  if (label.success) return label.data;
  throw new Error(`The name of a collection has 1 to ${LONGEST_COLLECTION} characters.`);
}

/** Returns whether every file has become a document. */
async function ingest(options: Options): Promise<boolean> {
  const env = readEnv();
  const database = await openDatabase(env, print);
  try {
    const app = await NestFactory.createApplicationContext(IngestModule.of(env, database), {
      logger: new TextLogger('error'),
      abortOnError: false,
    });
    try {
      const ownerId = await ownerOf(database, options.owner);
      const failures = await load(app.get(FolderLoader), ownerId, options);
      await app.get(EmbeddingSchedule).settled();
      return failures === 0;
    } finally {
      await app.close();
    }
  } finally {
    await database.close();
  }
}

async function ownerOf(database: Database, email: string | undefined): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    email === undefined
      ? `select id from "user" where role = 'admin' order by "createdAt" limit 1`
      : { text: 'select id from "user" where lower(email) = lower($1)', values: [email] },
  );
  if (rows[0]) return rows[0].id;
  throw new Error(
    email === undefined
      ? 'There is no account yet that documents could belong to. Start ChatKit and make the first one.'
      : `There is no account with the address ${email}.`,
  );
}

async function load(
  loader: FolderLoader,
  ownerId: string,
  { folder, visibility, collection }: Options,
): Promise<number> {
  const paths = await readableFilesIn(folder);
  const failures = new Map<string, string>();
  const counts: Record<LoadedFile['outcome'], number> = { new: 0, changed: 0, unchanged: 0 };
  const waiting = new Map<string, string>();
  const bar = new ProgressBar(paths.length);
  const look = async () => {
    for (const [id, error] of await loader.settled([...waiting.keys()])) {
      if (error !== null) failures.set(waiting.get(id) ?? id, error);
      waiting.delete(id);
    }
  };
  for (const [index, path] of paths.entries()) {
    try {
      const { documentId, outcome } = await loader.load(folder, path, { ownerId, visibility, collection });
      counts[outcome] += 1;
      if (outcome !== 'unchanged') waiting.set(documentId, path);
    } catch (error) {
      failures.set(path, explain(error));
    }
    bar.show(index + 1 - waiting.size);
  }
  while (waiting.size > 0) {
    await pause(LOOK_EVERY_MS);
    await look();
    bar.show(paths.length - waiting.size);
  }
  bar.end();
  for (const [path, reason] of failures) print(`Failed: ${path}: ${reason}`);
  print(
    `${paths.length} files: ${counts.new} new, ${counts.changed} changed, ${counts.unchanged} unchanged, ${failures.size} failed.`,
  );
  return failures.size;
}

function explain(error: unknown): string {
  if (error instanceof DirectoryInUseError)
    return `${error.message}\nChatKit itself may be that process: stop it, load the folder, and start it again.`;
  return error instanceof Error ? error.message : String(error);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
