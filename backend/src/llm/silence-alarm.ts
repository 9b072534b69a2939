/** Aborts its signal when nothing has been heard for a given time. */
export class SilenceAlarm {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get rang(): boolean {
    return this.signal.aborted;
  }

  /** Starts the wait, or starts it again. */
  wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(), milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
