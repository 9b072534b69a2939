import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ModelError } from '../../llm/language-model.js';
import { ChunkEmbedder } from './chunk-embedder.js';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Says when chunks get their vectors: at the start, after each document, and every minute, for what other instances left.
 * While the model fails, it is tried again after longer and longer pauses, and search goes on by words.
 */
@Injectable()
export class EmbeddingSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(EmbeddingSchedule.name);
  readonly #stopping = new AbortController();
  #work: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wakes = 0;
  #failures = 0;

  constructor(private readonly embedder: ChunkEmbedder) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.embedder.enabled) await this.embedder.clearProgress();
    this.wake();
  }

  /** Stops after the vector that is being stored; the rest is done after the next start. */
  async onModuleDestroy(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.settled();
  }

  /** There may be chunks without vectors: begins now, or after the pause when the model has just failed. */
  wake(): void {
    if (!this.embedder.enabled) return;
    this.#wakes += 1;
    if (this.#failures === 0) this.#begin();
  }

  /** Resolves when no work is going on, be it done or to be tried again later. */
  async settled(): Promise<void> {
    while (this.#work) await this.#work;
  }

  #begin(): void {
    if (this.#stopping.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#work ??= this.#workOff().finally(() => {
      this.#work = undefined;
    });
  }

  async #workOff(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      let answered: number;
      do {
        answered = this.#wakes;
        await this.embedder.embedWaiting(signal);
      } while (answered !== this.#wakes);
      this.#failures = 0;
      this.#beginIn(LONGEST_PAUSE_MS);
    } catch (error) {
      if (signal.aborted) return;
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
      this.#failures += 1;
      const reason = error instanceof ModelError ? error.code : String(error);
      this.#logger.warn(`Passages could not be embedded, trying again in ${pause / 1_000} s: ${reason}`);
      this.#beginIn(pause);
    }
  }

  #beginIn(pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#begin(), pause).unref();
  }
}
