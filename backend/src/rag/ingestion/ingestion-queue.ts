import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { EmbeddingSchedule } from './embedding-schedule.js';
import { Ingestion } from './ingestion.js';

const SWEEP_EVERY_MS = 60_000;
const FAILED = 'The document could not be taken in. Delete it and add it again.';

/**
 * Takes documents in one after the other, beside the requests; at the start and every minute also those that were left
 * unfinished, here or by an instance that died.
 */
@Injectable()
export class IngestionQueue implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(IngestionQueue.name);
  readonly #stopping = new AbortController();
  readonly #waiting: string[] = [];
  #work: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly ingestion: Ingestion,
    private readonly embeddings: EmbeddingSchedule,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.sweep();
    this.#timer = setInterval(() => {
      this.sweep().catch((error: unknown) =>
        this.#logger.warn(`Unfinished documents could not be looked up: ${String(error)}`),
      );
    }, SWEEP_EVERY_MS).unref();
  }

  /** Enqueues what is unfinished. Another instance may be at it: then there is nothing to do when its turn comes. */
  async sweep(): Promise<void> {
    for (const documentId of await this.ingestion.unfinished()) {
      if (!this.#waiting.includes(documentId)) this.enqueue(documentId);
    }
  }

  /** Stops after the slice that is being stored; the rest is done after the next start. */
  async onModuleDestroy(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#timer);
    await this.settled();
  }

  enqueue(documentId: string): void {
    this.#waiting.push(documentId);
    this.#work ??= this.#workOff();
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    while (this.#work) await this.#work;
  }

  async #workOff(): Promise<void> {
    const { signal } = this.#stopping;
    for (let id = this.#waiting.shift(); id !== undefined && !signal.aborted; id = this.#waiting.shift()) {
      await this.#ingest(id);
    }
    this.#work = undefined;
  }

  async #ingest(documentId: string): Promise<void> {
    try {
      await this.ingestion.ingest(documentId, this.#stopping.signal);
      this.embeddings.wake();
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#logger.error(`Document ${documentId} could not be taken in`, error instanceof Error ? error.stack : error);
      // Without a database to tell it to, the document stays unfinished and is tried again at the next start.
      await this.ingestion.fail(documentId, FAILED).catch(() => undefined);
    }
  }
}
