/** Who waits for text hears of it at once, and of what follows at most this often, in milliseconds. */
export const TEXT_EVERY_MS = 50;

interface Teller {
  /** Tells the readers of the text that they have not been told of. */
  tellText(): void;
}

/**
 * One tick for the text of all turns: a write to a reader, and a timer that wakes the process, cost more than all the rest of
 * a token.
 */
class TextClock {
  readonly #waiting = new Set<Teller>();
  #timer: NodeJS.Timeout | undefined;

  /** Has `turn` tell its text at the next tick. */
  wait(turn: Teller): void {
    this.#waiting.add(turn);
    this.#timer ??= setTimeout(() => this.#tick(), TEXT_EVERY_MS);
  }

  #tick(): void {
    this.#timer = undefined;
    const turns = [...this.#waiting];
    this.#waiting.clear();
    for (const turn of turns) turn.tellText();
  }
}

export const textClock = new TextClock();
