import type { ChatEvent, Citation, Message, Turn } from '@chatkit/contract';

type Step = Extract<ChatEvent, { type: 'step' }>;

/** A turn while this instance writes its answer. Readers follow it by offset into the one text; there is no queue. */
export class RunningTurn {
  readonly stopping = new AbortController();
  text = '';
  step: Step | undefined;
  sources: Citation[] | undefined;
  /** The stored answer, once there is one. */
  settled: Message | undefined;
  /** True once another instance has taken over, or may have: nothing may be said here any more. */
  lost = false;
  /** How much of `text` has been stored. */
  storedLength = 0;
  #leaseEnds = 0;
  readonly #listeners = new Set<() => void>();

  constructor(
    readonly userId: string,
    readonly turn: Turn,
    readonly attempt: number,
  ) {
    this.renew();
  }

  get id(): string {
    return this.turn.message.id;
  }

  get ended(): boolean {
    return this.settled !== undefined || this.lost;
  }

  /** The lease lasts 10 s in the database; a process that was asleep for longer than 8 must fall silent first. */
  renew(): void {
    this.#leaseEnds = performance.now() + 8_000;
    this.#announce();
  }

  /**
   * Settles at once while this instance may speak for the turn, by a clock that runs on while the process is stopped;
   * after a long sleep, only once the lease has been renewed. Throws when the turn is lost.
   */
  async permission(): Promise<void> {
    while (!this.lost && performance.now() >= this.#leaseEnds) await this.#nextChange();
    if (this.lost) throw new Error('another instance has taken this turn over');
  }

  append(text: string): void {
    this.text += text;
    this.#announce();
  }

  show(step: Step): void {
    this.step = step;
    this.#announce();
  }

  cite(sources: Citation[]): void {
    this.sources = sources;
    this.#announce();
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

  /** Settles when the turn has ended here. */
  async untilEnded(): Promise<void> {
    while (!this.ended) await this.#nextChange();
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      const off = this.onChange(() => {
        off();
        resolve();
      });
    });
  }

  #announce(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
