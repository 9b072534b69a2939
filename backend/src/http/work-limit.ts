import { ProblemException } from './problem-exception.js';

const RETRY_AFTER = { 'retry-after': '10' };

/** Lets so much work run at once and so much wait for it, in order, and turns more away. */
export class WorkLimit {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly mostWaiting: number,
  ) {}

  /** Rejects as the work does, and with a 503 and `Retry-After` when too much is waiting. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#takePlace();
    try {
      return await work();
    } finally {
      this.#leavePlace();
    }
  }

  #takePlace(): Promise<void> {
    if (this.#running < this.atOnce) {
      this.#running += 1;
      return Promise.resolve();
    }
    if (this.#waiting.length < this.mostWaiting) return new Promise((resolve) => this.#waiting.push(resolve));
    const detail = 'Too many documents are being added at the moment. Try again soon.';
    return Promise.reject(new ProblemException('unavailable', detail, {}, RETRY_AFTER));
  }

  /** The next one gets the place itself: were it free in between, somebody else could take it. */
  #leavePlace(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}
