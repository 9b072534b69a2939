import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import { DatabaseModule } from '../database/database.module.js';
import { type Database, openDatabase } from '../database/database.js';
import { ENV, type Env } from '../env.js';
import { DocumentLibrary, insertDocument } from '../rag/documents/document-library.js';
import { storableText } from '../rag/documents/document-text.js';
import { ChunkEmbedder } from '../rag/ingestion/chunk-embedder.js';
import { Ingestion } from '../rag/ingestion/ingestion.js';
import { RagModule } from '../rag/rag.module.js';
import type { Reach } from '../rag/retrieval/reach.js';
import type { CollectionDocument } from './collection.js';
import { type KnowledgeSize, knowledgeSize } from './knowledge-size.js';

/** Whoever asks: the documents are shared with everyone. */
export const READER = 'evaluation';

@Global()
@Module({})
class LaboratoryModule {
  static of(env: Env, database: Database): DynamicModule {
    return {
      module: LaboratoryModule,
      imports: [DatabaseModule.of(database), RagModule],
      providers: [{ provide: ENV, useValue: env }],
      exports: [ENV],
    };
  }
}

/**
 * The product's knowledge on a database of its own, which is removed at the end: nothing of yours is touched. With
 * `DATABASE_URL` it is made on that server, else embedded.
 */
export class Laboratory {
  /** The id that a document has in its collection, by the one that it has here. */
  readonly originalIds = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  #collection: string | undefined;

  private constructor(
    private readonly app: Awaited<ReturnType<typeof NestFactory.create>>,
    private readonly remove: () => Promise<void>,
  ) {}

  /** Uses the models that the settings name. */
  static async open(given: Env): Promise<Laboratory> {
    const scratch = given.DATABASE_URL ? await scratchDatabase(given.DATABASE_URL) : await scratchDirectory();
    const env: Env = { ...given, ...scratch.settings };
    const database = await openDatabase(env, (text) => process.stderr.write(`${text}\n`));
    // Not initialised: nothing works in the background while the laboratory works itself.
    const app = await NestFactory.create(LaboratoryModule.of(env, database), { logger: ['error', 'warn'] });
    return new Laboratory(app, async () => {
      await app.close();
      await database.close();
      await scratch.remove();
    });
  }

  /** What {@link READER} searches: everything, or what {@link ingest} took in alone. */
  get reach(): Reach {
    return { userId: READER, collection: this.#collection };
  }

  /** From now on documents are taken in as this collection, and it is searched alone. */
  keepApart(collection: string): void {
    this.#collection = collection;
  }

  /** The id here of a document of the collection; undefined where it is not in the corpus. */
  idOf(originalId: string): string | undefined {
    return this.#ids.get(originalId);
  }

  get<T>(type: abstract new (...args: never[]) => T): T {
    return this.app.get<T>(type);
  }

  /** Takes a document in as the product does. Without text, its title is its text. */
  async ingest(document: CollectionDocument): Promise<void> {
    const id = await this.#ingest(document, this.#collection);
    this.originalIds.set(id, document._id);
    this.#ids.set(document._id, id);
  }

  /** As {@link ingest}, but relevant to nothing, even if its id is also one of the collection. Gives its id here. */
  ingestExtra(document: CollectionDocument): Promise<string> {
    return this.#ingest(document, undefined);
  }

  async #ingest({ _id, title, text }: CollectionDocument, collection: string | undefined): Promise<string> {
    const content = text.trim() === '' ? title : text;
    const id = await insertDocument(this.get(DataSource).manager, {
      title: title || _id,
      text: storableText(content),
      mediaType: 'text/plain',
      visibility: 'shared',
      ownerId: null,
      collection,
    });
    await this.get(Ingestion).ingest(id, new AbortController().signal);
    return id;
  }

  /** Removes what {@link ingest} took in, so that another collection can take its place. */
  async clear(): Promise<void> {
    for (const id of this.#ids.values()) await this.get(DocumentLibrary).remove(id);
    this.#ids.clear();
    this.originalIds.clear();
  }

  /** Gives every chunk its vector, where an embedding model is set; tells how many documents have theirs. */
  async embed(onProgress: (documents: number) => void): Promise<void> {
    const pool = this.get(Pool);
    const timer = setInterval(() => {
      void pool
        .query<{ done: number }>('select count(*)::integer as done from documents where embedding_model is not null')
        .then(({ rows }) => onProgress(rows[0]?.done ?? 0))
        .catch(() => undefined);
    }, 1_000);
    try {
      await this.get(ChunkEmbedder).embedWaiting(new AbortController().signal);
    } finally {
      clearInterval(timer);
    }
  }

  /** Plans searches by what is there, as a database that has run for a while does by itself. */
  async settle(): Promise<void> {
    await this.get(Pool).query('vacuum analyze');
  }

  size(): Promise<KnowledgeSize> {
    return knowledgeSize(this.get(Pool));
  }

  close(): Promise<void> {
    return this.remove();
  }
}

interface Scratch {
  settings: Partial<Env>;
  remove: () => Promise<void>;
}

async function scratchDirectory(): Promise<Scratch> {
  const directory = await mkdtemp(join(tmpdir(), 'chatkit-evaluation-'));
  return { settings: { DATA_DIR: directory }, remove: () => rm(directory, { recursive: true, force: true }) };
}

async function scratchDatabase(serverUrl: string): Promise<Scratch> {
  const name = `chatkit_evaluation_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await onServer(serverUrl, `create database ${name}`);
  return {
    settings: { DATABASE_URL: url.href, DATABASE_DIRECT_URL: undefined },
    remove: () => onServer(serverUrl, `drop database ${name} with (force)`),
  };
}

async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
