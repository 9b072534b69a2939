/** Readers hear of the first text and of the end at once, and of all else at most this often, in milliseconds. */
export const TEXT_EVERY_MS = 50;

/**
 * One tick for all turns: a write to a reader, and a timer that wakes the process, cost more than all the rest of
 * a token.
 */
class TextClock {
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  /** Calls `tell` at the next tick. */
  wait(tell: () => void): void {
    this.#waiting.add(tell);
    this.#timer ??= setTimeout(() => this.#tick(), TEXT_EVERY_MS);
  }

  #tick(): void {
    this.#timer = undefined;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const tell of waiting) tell();
  }
}

export const textClock = new TextClock();
