import type { ChatEvent, Citation, Message, Turn } from '@chatkit/contract';
import type { Draft } from './answer-writer.js';
import { SPEAK_MS } from './lease.js';
import { TEXT_EVERY_MS, textClock } from './text-clock.js';

type Step = Extract<ChatEvent, { type: 'step' }>;

/** A turn while this instance writes its answer. Readers follow it by offset into the one text; there is no queue. */
export class RunningTurn implements Draft {
  readonly stopping = new AbortController();
  model: string | null;
  step: Step | undefined;
  sources: Citation[] | undefined;
  /** The stored answer, once there is one. */
  settled: Message | undefined;
  /** True once another instance has taken over, or may have: nothing may be said here any more. */
  lost = false;
  /** How much of `text` has been stored. */
  storedLength = 0;
  #text = '';
  /** What was appended since the readers were told of everything. */
  #newest = '';
  #isTold = true;
  #toldAt = -Infinity;
  #speaksUntil: number;
  readonly #listeners = new Set<() => void>();

  /** `asOf`: when its lease was asked for, by `performance.now()`. */
  constructor(
    readonly userId: string,
    readonly turn: Turn,
    readonly attempt: number,
    asOf: number,
  ) {
    this.model = turn.message.model;
    this.#speaksUntil = asOf + SPEAK_MS;
  }

  get id(): string {
    return this.turn.message.id;
  }

  get ended(): boolean {
    return this.settled !== undefined || this.lost;
  }

  /** The lease was renewed; `asOf` is when that was asked for, because a process may sleep before it hears the answer. */
  renew(asOf: number): void {
    const waited = !this.mayBeRead;
    this.#speaksUntil = asOf + SPEAK_MS;
    if (waited) this.#announce();
  }

  /**
   * Whether this instance may speak for the turn, by a clock that runs on while the process is stopped: after a long sleep
   * only once the lease has been renewed, for another instance may have taken over. What is stored may always be told.
   */
  get mayBeRead(): boolean {
    return this.settled !== undefined || (!this.lost && performance.now() < this.#speaksUntil);
  }

  get text(): string {
    return this.#text;
  }

  /** The text from `offset` on; cheap for who heard all that was told before, however long the whole is. */
  textFrom(offset: number): string {
    const before = this.#text.length - this.#newest.length;
    return offset < before ? this.#text.slice(offset) : this.#newest.slice(offset - before);
  }

  append(text: string): void {
    this.#text += text;
    this.#newest = this.#isTold ? text : this.#newest + text;
    this.#isTold = false;
    if (performance.now() < this.#toldAt + TEXT_EVERY_MS) textClock.wait(this.#tell);
    else this.#tell();
  }

  show(step: Step): void {
    this.step = step;
    this.#isTold = false;
    textClock.wait(this.#tell);
  }

  cite(sources: Citation[]): void {
    this.sources = sources;
    this.#isTold = false;
    textClock.wait(this.#tell);
  }

  settle(message: Message): void {
    this.settled = message;
    this.#announce();
  }

  lose(): void {
    this.lost = true;
    this.stopping.abort();
    this.#announce();
  }

  /** Calls `listener` after every change; returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Settles when the turn has ended here, or `left` aborts. */
  untilEnded(left: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.ended && !left.aborted) return;
        off();
        left.removeEventListener('abort', look);
        resolve();
      };
      const off = this.onChange(look);
      left.addEventListener('abort', look);
      look();
    });
  }

  readonly #tell = (): void => {
    if (this.#isTold) return;
    if (this.#text) this.#toldAt = performance.now();
    this.#announce();
  };

  #announce(): void {
    this.#isTold = true;
    for (const listener of this.#listeners) listener();
  }
}
