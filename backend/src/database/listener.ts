import { Client, type ClientConfig, DatabaseError, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** Leases must be renewed before they lapse: what takes longer has failed, and the next attempt has its chance. */
export const URGENT = { query_timeout: 3_000 };

/** What happens on a {@link Listener}'s channel. */
export interface Listening {
  channel: string;
  onPayload: (payload: string) => void;
  /** Listening begins, at the start or again: what was sent before is lost. */
  onListening: () => void;
}

/** One connection beside the pool that hears what is sent on a channel. When it is lost it is opened again. */
export class Listener {
  #client: Client | undefined;
  #isListening = false;
  #closed = false;
  #retry: NodeJS.Timeout | undefined;
  #pause = FIRST_PAUSE_MS;

  constructor(
    private readonly config: ClientConfig,
    private readonly listening: Listening,
    private readonly onIncident: (text: string) => void,
  ) {}

  /** Settles after the first attempt, however it ends. */
  async open(): Promise<void> {
    const client = new Client(this.config);
    this.#client = client;
    client.on('error', (error) => this.#lose(client, error));
    client.on('end', () => this.#lose(client, new Error('it was closed')));
    client.on('notification', ({ payload }) => this.listening.onPayload(payload ?? ''));
    try {
      await client.connect();
      await client.query({ text: `listen ${this.listening.channel}`, ...URGENT });
    } catch (error) {
      return this.#lose(client, error);
    }
    if (this.#closed || this.#client !== client) return;
    this.#isListening = true;
    this.#pause = FIRST_PAUSE_MS;
    this.listening.onListening();
  }

  /** Runs a statement on this connection; undefined while there is none. One that gives no answer in time is given up. */
  query<T extends QueryResultRow>(statement: QueryConfig): Promise<QueryResult<T>> | undefined {
    const client = this.#client;
    if (!client || !this.#isListening) return undefined;
    return client.query<T>({ ...statement, ...URGENT }).catch((error: unknown) => {
      if (!(error instanceof DatabaseError)) this.#lose(client, error);
      throw error;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#client?.end();
  }

  /** A lost client may say so several times. */
  #lose(client: Client, error: unknown): void {
    if (this.#closed || this.#client !== client) return;
    this.onIncident(
      `the database connection that listens was lost: ${error instanceof Error ? error.message : String(error)}`,
    );
    this.#client = undefined;
    this.#isListening = false;
    void client.end().catch(() => undefined); // it may have ended by itself
    this.#retry = setTimeout(() => void this.open(), this.#pause);
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
  }
}
