import { extname } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { Pool, type PoolConfig } from 'pg';
import { type Backend, ClientStream, type WaitLimits } from './client-stream.ts';
import { lockDirectory } from './directory-lock.ts';
import type { FromWorker, Lane, ToWorker, WorkerOptions } from './worker-messages.ts';

export interface EmbeddedDatabaseOptions {
  directory: string;
  limits?: WaitLimits;
  onIncident?: (text: string) => void;
}

const DEFAULT_LIMITS: WaitLimits = { queued: 10_000, idleInTransaction: 30_000 };
const LIMITS_EVERY_MS = 250;
const CRASHES_A_MINUTE = 3;
const REST_AFTER_CRASHES_MS = 15_000;

/**
 * PostgreSQL inside this process: PGlite in a worker thread, reached by ordinary `pg` clients.
 *
 * A lost worker is started again; what was committed is there. Throws `DirectoryInUseError` when another process works
 * on the directory.
 */
export class EmbeddedDatabase implements Backend {
  ready!: Promise<void>;
  readonly #streams = new Map<number, ClientStream>();
  readonly #limits: WaitLimits;
  readonly #unlock: () => void;
  readonly #timer: NodeJS.Timeout;
  #port!: MessagePort;
  #worker!: Worker;
  #lastClient = 0;
  #crashes: number[] = [];
  #down: Error | undefined;
  #closing: Promise<void> | undefined;
  #onClosed: (() => void) | undefined;

  constructor(private readonly options: EmbeddedDatabaseOptions) {
    this.#limits = options.limits ?? DEFAULT_LIMITS;
    this.#unlock = lockDirectory(options.directory);
    this.#start();
    this.#timer = setInterval(() => this.#enforceLimits(), LIMITS_EVERY_MS);
    this.#timer.unref();
  }

  /** A pool of clients. Those of the `background` lane are served only while no other statement waits. */
  pool(lane: Lane, config: PoolConfig = {}): Pool {
    const pool = new Pool({
      user: 'postgres',
      database: 'postgres',
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: 15_000,
      ...config,
      stream: () => new ClientStream(this, lane),
    });
    // Without listeners a lost client would end the process.
    pool.on('error', (error) => this.#report(`an idle database client was lost: ${error.message}`));
    pool.on('connect', (client) =>
      client.on('error', (error) => this.#report(`a database client was lost: ${error.message}`)),
    );
    return pool;
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  join(stream: ClientStream): number {
    if (this.#down) throw this.#down;
    const id = ++this.#lastClient;
    this.#streams.set(id, stream);
    return id;
  }

  send(message: ToWorker): void {
    this.#port.postMessage(message, message.kind === 'batch' ? [message.bytes.buffer as ArrayBuffer] : []);
  }

  #start(): void {
    const { port1, port2 } = new MessageChannel();
    const workerData: WorkerOptions = { dataDirectory: this.options.directory, sharedBuffers: '32MB', port: port2 };
    const worker = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), {
      name: 'embedded-database',
      execArgv: [],
      workerData,
      transferList: [port2],
    });
    this.#port = port1;
    this.#worker = worker;

    let reason = '';
    worker.on('error', (error: Error) => (reason ||= error.message));
    this.ready = new Promise((resolve, reject) => {
      port1.on('message', (message: FromWorker) => {
        if (message.kind === 'ready') resolve();
        else if (message.kind === 'fatal') reason = message.reason;
        else if (message.kind === 'closed') this.#onClosed?.();
        else this.#receive(message);
      });
      worker.on('exit', (code) => {
        port1.close();
        const error = new Error(`the embedded database stopped: ${reason || `its thread ended with ${code}`}`);
        reject(error);
        if (this.#closing) this.#onClosed?.();
        else this.#restart(error);
      });
    });
    this.ready.catch(() => undefined); // whoever waits for it gets the error; nobody may be waiting
  }

  #receive(message: Extract<FromWorker, { client: number }>): void {
    const stream = this.#streams.get(message.client);
    if (message.kind === 'left') this.#streams.delete(message.client);
    stream?.receive(message);
  }

  #restart(error: Error): void {
    this.#report(error.message);
    const lost = [...this.#streams.values()];
    this.#streams.clear();
    for (const stream of lost) stream.destroy(error);

    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((time) => now - time < 60_000), now];
    if (this.#crashes.length <= CRASHES_A_MINUTE) return this.#start();
    this.#down = error;
    setTimeout(() => {
      this.#down = undefined;
      if (!this.#closing) this.#start();
    }, REST_AFTER_CRASHES_MS).unref();
  }

  #enforceLimits(): void {
    const now = performance.now();
    for (const stream of this.#streams.values()) stream.enforce(this.#limits, now);
  }

  async #close(): Promise<void> {
    clearInterval(this.#timer);
    const running = await this.ready.then(
      () => true,
      () => false,
    );
    if (running) {
      const closed = new Promise<void>((resolve) => (this.#onClosed = resolve));
      this.send({ kind: 'close' });
      await closed;
    }
    await this.#worker.terminate();
    this.#unlock();
  }

  #report(text: string): void {
    this.options.onIncident?.(text);
  }
}
