import { Duplex } from 'node:stream';
import { BatchCutter, refusal } from './wire-protocol.ts';
import type { FromWorker, Lane, ToWorker } from './worker-messages.ts';

/** What a client's stream needs of the database that it talks to. */
export interface Backend {
  readonly ready: Promise<void>;
  join(stream: ClientStream): number;
  send(message: ToWorker): void;
}

/** Longest wait in milliseconds. */
export interface WaitLimits {
  /** For a statement to begin: another client's transaction or statement is in the way. */
  queued: number;
  /** For the next statement of an open transaction, while all others wait. */
  idleInTransaction: number;
}

type Answer = Extract<FromWorker, { client: number }>;

/** The "socket" that a `pg` client writes to: a stream to the embedded database in its worker thread. */
export class ClientStream extends Duplex {
  #id = 0;
  #cutter = new BatchCutter('');
  #ticket = 0;
  #unanswered = 0;
  #sentAt = 0;
  #transactionSince: number | undefined;
  #withdrawing = false;
  #onLeft: (() => void) | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly lane: Lane,
  ) {
    super();
  }

  connect(): this {
    this.backend.ready
      .then(() => {
        this.#id = this.backend.join(this);
        this.#cutter = new BatchCutter(`c${this.#id}_`);
        this.emit('connect');
      })
      .catch((error: unknown) => this.destroy(error as Error));
    return this;
  }

  // What `pg` calls on a TCP socket and a stream between threads has no use for.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  receive(answer: Answer): void {
    switch (answer.kind) {
      case 'output':
        return this.#deliver(answer.bytes);
      case 'done':
        this.#unanswered--;
        this.#transactionSince = answer.inTransaction ? performance.now() : undefined;
        return this.#deliver(answer.bytes);
      case 'withdrawn':
        this.#unanswered--;
        this.#withdrawing = false;
        return this.#deliver(
          refusal(
            '55P03',
            'database busy: another transaction did not end in time (one inside another waits for itself)',
          ),
        );
      case 'left':
        return this.#onLeft?.();
    }
  }

  /** Called now and then: refuses what has waited too long, ends a transaction that was left open. */
  enforce(limits: WaitLimits, now: number): void {
    if (this.#unanswered === 1 && !this.#transactionSince && !this.#withdrawing && now - this.#sentAt > limits.queued) {
      this.#withdrawing = true;
      this.backend.send({ kind: 'withdraw', client: this.#id, ticket: this.#ticket });
    } else if (!this.#unanswered && this.#transactionSince && now - this.#transactionSince > limits.idleInTransaction) {
      this.destroy(new Error('a transaction was left idle for too long and has been rolled back'));
    }
  }

  override _read(): void {
    // Answers are pushed as they come.
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#send(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#leave(() => {
      this.push(null);
      done();
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    done(error);
    this.#leave(() => undefined);
  }

  #send(chunk: Buffer): void {
    const batch = this.#cutter.take(chunk);
    if (!batch) return;
    if (this.#unanswered++ === 0) this.#sentAt = performance.now();
    this.backend.send({ kind: 'batch', client: this.#id, ticket: ++this.#ticket, lane: this.lane, ...batch });
  }

  #deliver(bytes: Uint8Array): void {
    if (bytes.length && !this.destroyed) this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  }

  #leave(onLeft: () => void): void {
    if (!this.#id || this.#onLeft) return onLeft();
    this.#onLeft = onLeft;
    this.backend.send({ kind: 'leave', client: this.#id });
  }
}
