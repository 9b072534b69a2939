import { join } from 'node:path';
import { Client, type ClientBase, Pool, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';
import type { Env } from '../env.js';
import { EmbeddedDatabase } from './embedded/embedded-database.js';
import { Listener, type Listening, URGENT } from './listener.js';

/**
 * The one pool of connections that TypeORM, better-auth and the turn share, to the embedded database or to a server.
 */
export abstract class Database {
  abstract readonly kind: 'embedded' | 'server';
  abstract readonly pool: Pool;
  /** Ingestion's own pool: on the embedded database its statements wait for those of the chat. */
  abstract readonly backgroundPool: Pool;

  /** Settles when statements can run; throws when the database cannot be reached. */
  abstract opened(): Promise<void>;

  /** Runs `work` while no other instance of the product does: migrations, seeding, the first account. */
  abstract exclusively<T>(work: () => Promise<T>): Promise<T>;

  /**
   * Hears what any instance sends on a channel, from the first attempt to listen on. The embedded database has one
   * instance only, and nothing to hear.
   */
  abstract listen(listening: Listening): Promise<void>;

  /** Runs a short statement that must not wait for a busy pool: on the connection that listens, while there is one. */
  abstract urgently<T extends QueryResultRow>(statement: QueryConfig): Promise<QueryResult<T>>;

  /** Ends every connection. May be called again. */
  abstract close(): Promise<void>;
}

/** Opens the database that the settings name. Throws when it cannot be reached or its directory is in use. */
export async function openDatabase(env: Env, onIncident: (text: string) => void): Promise<Database> {
  const database = env.DATABASE_URL
    ? new ServerDatabase(env.DATABASE_URL, env.DATABASE_DIRECT_URL ?? env.DATABASE_URL, onIncident)
    : new LocalDatabase(join(env.DATA_DIR, 'postgres'), onIncident);
  try {
    await database.opened();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

class LocalDatabase extends Database {
  readonly kind = 'embedded';
  readonly pool: Pool;
  readonly backgroundPool: Pool;
  readonly #engine: EmbeddedDatabase;
  #last: Promise<unknown> = Promise.resolve();

  constructor(directory: string, onIncident: (text: string) => void) {
    super();
    this.#engine = new EmbeddedDatabase({ directory, onIncident });
    this.pool = this.#engine.pool('interactive', { max: 8 });
    // One for the document that is being taken in, one for the queue and the vectors.
    this.backgroundPool = this.#engine.pool('background', { max: 2 });
  }

  /** The very first start creates the data directory, which takes seconds. */
  async opened(): Promise<void> {
    await this.#engine.ready;
    await this.pool.query('select 1');
  }

  /** No other process can be here, so a queue in this one is enough. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  listen(): Promise<void> {
    return Promise.resolve();
  }

  urgently<T extends QueryResultRow>(statement: QueryConfig): Promise<QueryResult<T>> {
    return this.pool.query<T>({ ...statement, ...URGENT });
  }

  async close(): Promise<void> {
    await Promise.all([endPool(this.pool), endPool(this.backgroundPool)]);
    await this.#engine.close();
  }
}

const INSTALLATION_LOCK = 4_203_717;
/** Compiling a search takes longer than running it. Said as a setting of the connection, poolers refuse it. */
const withoutJit = ((client) => client.query('set jit = off')) as (client: ClientBase) => void;
const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 60_000;

class ServerDatabase extends Database {
  readonly kind = 'server';
  readonly pool: Pool;
  readonly backgroundPool: Pool;
  #listener: Listener | undefined;

  /** `directUrl`: where one can listen, which poolers of connections do not allow. */
  constructor(
    private readonly url: string,
    private readonly directUrl: string,
    private readonly onIncident: (text: string) => void,
  ) {
    super();
    this.pool = new Pool({ ...this.#connection, onConnect: withoutJit, max: 16, query_timeout: STATEMENT_TIMEOUT_MS });
    this.backgroundPool = new Pool({ ...this.#connection, onConnect: withoutJit, max: 3 });
    const lost = (error: Error) => onIncident(`a database connection was lost: ${error.message}`);
    for (const pool of [this.pool, this.backgroundPool]) {
      pool.on('error', lost);
      pool.on('connect', (client) => client.on('error', lost)); // unheard, it would end the process
    }
  }

  async opened(): Promise<void> {
    await this.pool.query('select 1');
  }

  /** A connection of its own: the lock belongs to the session, and `work` needs the pool. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const session = new Client(this.#connection);
    session.on('error', () => undefined); // the next query on it says so
    await session.connect();
    try {
      await session.query('select pg_advisory_lock($1)', [INSTALLATION_LOCK]);
      return await work();
    } finally {
      await session.end();
    }
  }

  async listen(listening: Listening): Promise<void> {
    const config = { ...this.#connection, connectionString: this.directUrl, application_name: 'chatkit-listener' };
    this.#listener = new Listener(config, listening, this.onIncident);
    await this.#listener.open();
  }

  urgently<T extends QueryResultRow>(statement: QueryConfig): Promise<QueryResult<T>> {
    return this.#listener?.query<T>(statement) ?? this.pool.query<T>({ ...statement, ...URGENT });
  }

  async close(): Promise<void> {
    await Promise.all([this.#listener?.close(), endPool(this.pool), endPool(this.backgroundPool)]);
  }

  get #connection() {
    return { connectionString: this.url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true };
  }
}

/** TypeORM ends the pool that it was given when the application closes. */
async function endPool(pool: Pool): Promise<void> {
  if (!pool.ending) await pool.end();
}
