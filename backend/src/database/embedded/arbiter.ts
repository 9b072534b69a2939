import { closeStatements, endsWithReady, IDLE, isStartup, simpleQuery, StatusReader } from './wire-protocol.ts';
import type { FromWorker, Lane, ToWorker } from './worker-messages.ts';

/** Runs bytes of the wire protocol on the one backend; `onOutput` gets what it answers. */
export type RunOnBackend = (bytes: Uint8Array, onOutput: (bytes: Uint8Array) => void) => Promise<void>;

type QueuedBatch = Extract<ToWorker, { kind: 'batch' }>;

interface Client {
  id: number;
  queue: QueuedBatch[];
  statements: Set<string>;
}

const LANES: readonly Lane[] = ['interactive', 'background'];
const FLUSH_AT = 256 * 1024;

/**
 * Shares one backend between clients that each believe to have their own: whoever has a transaction open keeps the
 * backend until it ends, the others wait in lanes.
 */
export class Arbiter {
  readonly #clients = new Map<number, Client>();
  readonly #waiting: Record<Lane, Client[]> = { interactive: [], background: [] };
  readonly #leaving: Client[] = [];
  readonly #status = new StatusReader();
  #owner: Client | undefined;
  #startupAnswer: Uint8Array | undefined;
  readonly #run: RunOnBackend;
  readonly #post: (message: FromWorker) => void;

  constructor(run: RunOnBackend, post: (message: FromWorker) => void) {
    this.#run = run;
    this.#post = post;
  }

  accept(message: QueuedBatch): void {
    if (isStartup(message.bytes) && this.#startupAnswer) {
      this.#client(message.client);
      this.#post({ kind: 'done', client: message.client, bytes: this.#startupAnswer, inTransaction: false });
      return;
    }
    const client = this.#client(message.client);
    for (const name of message.prepares) client.statements.add(name);
    client.queue.push(message);
    if (client !== this.#owner && client.queue.length === 1) this.#waiting[message.lane].push(client);
  }

  /** Takes a batch back that has not begun; one that has runs on. */
  withdraw(clientId: number, ticket: number): void {
    const client = this.#clients.get(clientId);
    if (!client?.queue.some((batch) => batch.ticket === ticket)) return;
    client.queue = client.queue.filter((batch) => batch.ticket !== ticket);
    this.#post({ kind: 'withdrawn', client: clientId, ticket });
  }

  async leave(clientId: number): Promise<void> {
    const client = this.#clients.get(clientId);
    if (client) {
      client.queue = [];
      this.#clients.delete(clientId);
      this.#leaving.push(client);
      if (this.#owner === client) {
        await this.#quietly(simpleQuery(this.#status.status === IDLE ? 'SELECT' : 'ROLLBACK'));
        this.#owner = undefined;
      }
    }
    this.#post({ kind: 'left', client: clientId });
  }

  /** Runs the next batch; false when there is nothing that may run. */
  async step(): Promise<boolean> {
    if (this.#owner) return this.#runNextOf(this.#owner);
    await this.#forgetStatementsOfLeavers();
    for (const lane of LANES) {
      for (let client = this.#waiting[lane].shift(); client; client = this.#waiting[lane].shift())
        if (await this.#runNextOf(client)) return true;
    }
    return false;
  }

  #client(id: number): Client {
    let client = this.#clients.get(id);
    if (!client) this.#clients.set(id, (client = { id, queue: [], statements: new Set() }));
    return client;
  }

  async #runNextOf(client: Client): Promise<boolean> {
    const batch = client.queue.shift();
    if (!batch) return false;
    await this.#runBatch(client, batch);
    if (!this.#owner && client.queue.length) this.#waiting[batch.lane].push(client);
    return true;
  }

  async #runBatch(client: Client, batch: QueuedBatch): Promise<void> {
    const output = new OutputBuffer((bytes) => this.#post({ kind: 'output', client: client.id, bytes }));
    await this.#run(batch.bytes, (bytes) => {
      this.#status.read(bytes);
      output.add(bytes);
    });
    const startup = isStartup(batch.bytes);
    const bytes = output.takeAll();
    if (startup) this.#startupAnswer = bytes;
    const idle = this.#status.status === IDLE;
    this.#owner = idle && (startup || endsWithReady(batch.bytes)) ? undefined : client;
    this.#post({ kind: 'done', client: client.id, bytes, inTransaction: !idle });
  }

  async #forgetStatementsOfLeavers(): Promise<void> {
    for (let client = this.#leaving.pop(); client; client = this.#leaving.pop())
      if (client.statements.size) await this.#quietly(closeStatements(client.statements));
  }

  async #quietly(bytes: Uint8Array): Promise<void> {
    await this.#run(bytes, (output) => this.#status.read(output));
  }
}

/** Gathers the many small pieces that the backend writes, and sends large answers on in parts. */
class OutputBuffer {
  #parts: Uint8Array[] = [];
  #length = 0;
  readonly #send: (bytes: Uint8Array) => void;

  constructor(send: (bytes: Uint8Array) => void) {
    this.#send = send;
  }

  add(bytes: Uint8Array): void {
    this.#parts.push(bytes.slice()); // the backend reuses its memory
    this.#length += bytes.length;
    if (this.#length >= FLUSH_AT) this.#send(this.takeAll());
  }

  takeAll(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    this.#length = 0;
    return all;
  }
}
