import type { Account } from './account.ts';
import type { Instance } from './instance.ts';
import type { Random } from '../test/support/random.ts';
import { sleep } from './sleep.ts';
import type { Tally } from './tally.ts';

const CUT = 0.3;
const CUT_WITHIN_MS = 1_200;
const NOBODY_THERE_MS = 100;

export interface Request {
  method: 'GET' | 'POST';
  path: string;
  body?: object;
  headers?: Record<string, string>;
  /** How long to wait without hearing anything. */
  patienceMs: number;
}

/** A poor connection: each request goes to any instance, and many are cut before or while they are answered. */
export class Connection {
  readonly #account: Account;
  readonly #instances: readonly Instance[];
  readonly #random: Random;
  readonly #tally: Tally;

  constructor(account: Account, instances: readonly Instance[], random: Random, tally: Tally) {
    this.#account = account;
    this.#instances = instances;
    this.#random = random;
    this.#tally = tally;
  }

  /** Hands the answer to `take`, which calls `alive` at each sign of life. A connection that breaks is no error. */
  async ask(request: Request, take: (response: Response, alive: () => void) => Promise<void>): Promise<void> {
    const listening = this.#instances.flatMap(({ url }) => url ?? []);
    if (!listening.length) return sleep(NOBODY_THERE_MS);
    const leaving = new AbortController();
    const patience = setTimeout(() => leaving.abort(), request.patienceMs);
    const cut = this.#random.chance(CUT) ? this.#cutLater(leaving) : undefined;
    try {
      const response = await this.#fetch(this.#random.pick(listening), request, leaving.signal);
      patience.refresh();
      await take(response, () => patience.refresh());
    } catch (error) {
      if (!isBroken(error)) throw error;
      await sleep(this.#random.between(20, NOBODY_THERE_MS));
    } finally {
      clearTimeout(patience);
      clearTimeout(cut);
      leaving.abort();
    }
  }

  #cutLater(leaving: AbortController): NodeJS.Timeout {
    return setTimeout(
      () => {
        this.#tally.count('client cuts its connection');
        leaving.abort();
      },
      this.#random.between(0, CUT_WITHIN_MS),
    );
  }

  #fetch(url: string, { method, path, body, headers }: Request, signal: AbortSignal): Promise<Response> {
    return fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#account.token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      signal,
    });
  }
}

/** What `fetch` says of a connection that cannot be had, breaks, or was left. */
function isBroken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'AbortError' || (error instanceof TypeError && /^(fetch failed|terminated)$/.test(error.message))
  );
}
