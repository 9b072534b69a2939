/** Aborts its signal when nothing has been heard for a given time, or when another signal is aborted. */
export class SilenceAlarm {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #milliseconds = 0;
  rang = false;

  constructor(private readonly other: AbortSignal) {
    if (other.aborted) this.#abort();
    else other.addEventListener('abort', this.#abort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Starts the wait, or starts it again. */
  wait(milliseconds: number): void {
    if (milliseconds === this.#milliseconds) return void this.#timer?.refresh();
    clearTimeout(this.#timer);
    this.#milliseconds = milliseconds;
    this.#timer = setTimeout(() => this.#ring(), milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.other.removeEventListener('abort', this.#abort);
  }

  #ring(): void {
    this.rang = true;
    this.#controller.abort();
  }

  readonly #abort = (): void => this.#controller.abort(this.other.reason);
}
