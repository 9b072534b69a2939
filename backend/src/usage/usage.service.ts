import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DailyLimits, Spent, SpentOfLimits, Usage, UsageDay } from '@chatkit/contract';
import { Pool } from 'pg';
import { ENV, type Env } from '../env.js';
import type { Asker } from './asker.js';
import { quotaExceeded } from './quota-exceeded.js';
import { COUNT_TOKENS, COUNT_TURN, READ_DAYS, READ_USAGE } from './usage-statements.js';

interface UsageRow extends Spent {
  table: 'user_usage' | 'key_usage';
  turnsToday: number;
  tokensToday: number;
  resetsAt: Date;
}

/** SQLSTATE of a row that its table does not allow. */
const CHECK_VIOLATION = '23514';
const LIMIT_CONSTRAINTS = new Set(['user_within_limits', 'key_within_limits']);

/** What users and keys have used, and what they may use in a day. The counts are one row each, so limits hold on all instances. */
@Injectable()
export class UsageService {
  readonly #ofUser: DailyLimits;
  readonly #ofKey: DailyLimits;
  readonly #logger = new Logger('Usage');

  constructor(
    private readonly pool: Pool,
    @Inject(ENV) env: Env,
  ) {
    this.#ofUser = { turns: env.USER_TURNS_PER_DAY ?? null, tokens: env.USER_TOKENS_PER_DAY ?? null };
    this.#ofKey = { turns: env.KEY_TURNS_PER_DAY ?? null, tokens: env.KEY_TOKENS_PER_DAY ?? null };
  }

  /** As the statement that counts a turn takes them. */
  get limits(): (number | null)[] {
    return [this.#ofUser.turns, this.#ofUser.tokens, this.#ofKey.turns, this.#ofKey.tokens];
  }

  async read({ userId, keyId }: Asker): Promise<Usage> {
    const { rows } = await this.pool.query<UsageRow>({ ...READ_USAGE, values: [userId, keyId] });
    const [user, key] = rows[0]?.table === 'user_usage' ? rows : rows.reverse();
    if (!user || !key) throw new Error('no usage');
    return {
      ...spentOf(user, this.#ofUser),
      key: keyId === null ? null : spentOf(key, this.#ofKey),
      resetsAt: user.resetsAt.toISOString(),
    };
  }

  /** What a user has used on each day, oldest first. */
  async days(userId: string): Promise<UsageDay[]> {
    return (await this.pool.query<UsageDay>({ ...READ_DAYS, values: [userId] })).rows;
  }

  /** Settles as `counting` does, and throws a 429 where that would have passed a limit. */
  async refusing<T>(asker: Asker, counting: Promise<T>): Promise<T> {
    try {
      return await counting;
    } catch (error) {
      const { code, constraint = '' } = error as { code?: string; constraint?: string };
      if (code !== CHECK_VIOLATION || !LIMIT_CONSTRAINTS.has(constraint)) throw error;
      throw quotaExceeded(await this.read(asker));
    }
  }

  /** Counts a turn that is stored nowhere, and answers with its day. Throws a 429 where that would pass a limit. */
  async countTurn(asker: Asker): Promise<string> {
    const values = [asker.userId, asker.keyId, this.limits];
    const { rows } = await this.refusing(asker, this.pool.query<{ day: string }>({ ...COUNT_TURN, values }));
    return (rows as [{ day: string }])[0].day;
  }

  /** Counts the tokens of such a turn. Its answer has been given by then: a failure is only logged. */
  async countTokens({ userId, keyId }: Asker, day: string, tokens: number): Promise<void> {
    try {
      await this.pool.query({ ...COUNT_TOKENS, values: [userId, keyId, day, tokens] });
    } catch (error) {
      this.#logger.warn(`The tokens of an answer were not counted: ${String(error)}`);
    }
  }
}

function spentOf({ turnsToday, tokensToday, turns, tokens }: UsageRow, limits: DailyLimits): SpentOfLimits {
  return { today: { turns: turnsToday, tokens: tokensToday }, last30Days: { turns, tokens }, limits };
}
