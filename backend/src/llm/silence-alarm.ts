/** Aborts its signal when nothing has been heard for a given time, or when another signal is aborted. */
export class SilenceAlarm {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #milliseconds = 0;
  #heardAt = 0;
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
    this.#heardAt = performance.now();
    // To set a timer for every token costs more than to look at the clock once it rings.
    if (milliseconds !== this.#milliseconds) this.#setTimer((this.#milliseconds = milliseconds));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.other.removeEventListener('abort', this.#abort);
  }

  #setTimer(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ring(), milliseconds);
  }

  #ring(): void {
    const left = this.#heardAt + this.#milliseconds - performance.now();
    if (left > 0) return this.#setTimer(left);
    this.rang = true;
    this.#controller.abort();
  }

  readonly #abort = (): void => this.#controller.abort(this.other.reason);
}
