import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Response } from 'express';
import { Database } from '../database/database.js';
import { ProblemException } from '../http/problem-exception.js';
import { OVER } from './api-key-statements.js';
import type { Credential } from './current-user.js';

const LOOK_MS = 2_000;
/** On each instance. Far more than a busy program needs, and few enough that nobody fills the memory with streams. */
const OPEN_AT_MOST = 1_000;

/**
 * Cuts every answer that is still open when the session or key that asked for it is over: signed out, expired, revoked,
 * or its user suspended. What is being done for it goes on.
 */
@Injectable()
export class CredentialWatch implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('Credentials');
  readonly #open = new Map<string, { kind: Credential['kind']; responses: Set<Response> }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  onModuleInit(): void {
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** Watches over `response` until it is closed. Throws a 429 when the session or key has too many open. */
  watch({ kind, id }: Credential, response: Response): void {
    if (response.destroyed) return;
    const { responses } = this.#open.get(id) ?? { responses: new Set() };
    if (responses.size >= OPEN_AT_MOST) throw tooManyOpen();
    this.#open.set(id, { kind, responses: responses.add(response) });
    response.on('close', () => {
      responses.delete(response);
      if (!responses.size && this.#open.get(id)?.responses === responses) this.#open.delete(id);
    });
  }

  #look(): void {
    if (!this.#open.size) return;
    this.#cutThoseOver().catch((error: unknown) =>
      this.#logger.warn(`Sessions and keys of open answers could not be looked at: ${String(error)}`),
    );
  }

  async #cutThoseOver(): Promise<void> {
    const idsOf = (wanted: Credential['kind']) =>
      [...this.#open].flatMap(([id, { kind }]) => (kind === wanted ? [id] : []));
    const { rows } = await this.database.urgently<{ id: string }>({
      ...OVER,
      values: [idsOf('session'), idsOf('key'), idsOf('embed')],
    });
    // Destroyed and not ended: whoever still writes to it must not fail.
    for (const { id } of rows) for (const response of this.#open.get(id)?.responses ?? []) response.destroy();
  }
}

function tooManyOpen(): ProblemException {
  const detail = `You have ${OPEN_AT_MOST} requests open, and more are not possible. Close some of them first.`;
  return new ProblemException('rate_limited', detail, {}, { 'retry-after': '10' });
}
