import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../database/database.js';
import { DELETE_OLD_USAGE } from './usage-statements.js';

const LOOK_EVERY_MS = 60 * 60 * 1_000;

/** Deletes what was used more than 400 days ago, so that a year can still be compared with the one before. Each instance looks. */
@Injectable()
export class OldUsage implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Usage');
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.delete().catch((error: unknown) => this.#logger.warn(`Old usage is still stored: ${String(error)}`));
    }, LOOK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  async delete(): Promise<void> {
    await this.database.backgroundPool.query(DELETE_OLD_USAGE);
  }
}
