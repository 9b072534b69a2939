import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { BetterAuthRateLimitRule, BetterAuthRateLimitStorage } from 'better-auth';
import { Pool } from 'pg';

const FORGET_EVERY_MS = 10 * 60_000;

/** Counts an attempt within its window of time, which begins with the first one. $1 key, $2 seconds of a window, $3 most. */
const COUNT = {
  name: 'count-attempt',
  text: `
  insert into attempts as known (key, count, ends_at) values ($1, 1, statement_timestamp() + $2 * interval '1 second')
  on conflict (key) do update
     set count = case when known.ends_at > statement_timestamp() then least(known.count, $3) + 1 else 1 end,
         ends_at = case when known.ends_at > statement_timestamp() then known.ends_at else excluded.ends_at end
  returning count <= $3 as allowed, ceil(extract(epoch from ends_at - statement_timestamp()))::int as seconds`,
};

const FORGET = 'delete from attempts where ends_at < statement_timestamp()';

/** How often one address may call each route of accounts, on all instances together: one statement for each call. */
@Injectable()
export class AttemptLimit implements BetterAuthRateLimitStorage, OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Accounts');
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly pool: Pool) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.forget().catch((error: unknown) => this.#logger.warn(`Old attempts are still stored: ${String(error)}`));
    }, FORGET_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** Counts one more of `key`, an address and a route. `retryAfter`: in seconds. */
  async consume(
    key: string,
    { window, max }: BetterAuthRateLimitRule,
  ): Promise<{ allowed: boolean; retryAfter: number | null }> {
    const { rows } = await this.pool.query<{ allowed: boolean; seconds: number }>({
      ...COUNT,
      values: [key, window, max],
    });
    const [{ allowed, seconds }] = rows as [(typeof rows)[0]];
    return { allowed, retryAfter: allowed ? null : seconds };
  }

  /** Deletes what counts no more, and with it the addresses. */
  async forget(): Promise<void> {
    await this.pool.query(FORGET);
  }
}
