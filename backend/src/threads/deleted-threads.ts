import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../database/database.js';
import { DELETE_SLICE } from './thread-statements.js';

const LOOK_EVERY_MS = 10_000;
/** A few milliseconds of work: on the embedded database a turn waits for no more than one slice. */
const MESSAGES_A_SLICE = 200;

/** Deletes hidden threads for good once they cannot be brought back. Each instance looks; none does another's work. */
@Injectable()
export class DeletedThreads implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Threads');
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();
  #stopping = false;

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#sweeping = this.#sweeping
        .then(() => this.sweep())
        .catch((error: unknown) => this.#logger.warn(`Deleted threads are still stored: ${String(error)}`));
    }, LOOK_EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  /** Deletes what is due, slice by slice. */
  async sweep(): Promise<void> {
    let found = true;
    while (found && !this.#stopping) {
      const { rowCount } = await this.database.backgroundPool.query({ ...DELETE_SLICE, values: [MESSAGES_A_SLICE] });
      found = rowCount === 1;
    }
  }
}
