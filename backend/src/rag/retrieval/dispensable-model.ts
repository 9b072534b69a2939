import type { Logger } from '@nestjs/common';
import { ModelError } from '../../llm/language-model.js';

const WARN_EVERY_MS = 60_000;

/** Asks a model that a search can do without: waits for it only so long, and warns now and then where it fails. */
export class DispensableModel {
  #warnedAt = -Infinity;

  /** `consequence` is what happens where the model fails, for the log. */
  constructor(
    private readonly logger: Logger,
    private readonly consequence: string,
    private readonly longestWaitMs: number,
  ) {}

  /** What the model says, or undefined where it fails or takes too long. */
  async ask<T>(question: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const timeLimit = AbortSignal.timeout(this.longestWaitMs);
    try {
      return await question(timeLimit);
    } catch (error) {
      if (!timeLimit.aborted && !(error instanceof ModelError)) throw error;
      this.#warn(error instanceof ModelError ? error.code : `nothing within ${this.longestWaitMs} ms`);
      return undefined;
    }
  }

  #warn(reason: string): void {
    if (performance.now() - this.#warnedAt < WARN_EVERY_MS) return;
    this.#warnedAt = performance.now();
    this.logger.warn(`${this.consequence}: ${reason}`);
  }
}
