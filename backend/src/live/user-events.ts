import {
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnModuleInit,
  ServiceUnavailableException,
} from '@nestjs/common';
import type { UserEvent } from '@chatkit/contract';
import type { SignedInUser } from '../auth/current-user.js';
import { Database } from '../database/database.js';
import { HEARTBEAT } from '../http/event-stream.js';
import { ProblemException } from '../http/problem-exception.js';
import { Hints } from './hints.js';
import { UserStream } from './user-stream.js';

const STREAMS_AT_MOST = 20;
const LOOK_MS = 4_000;
const HEARTBEAT_EVERY_LOOKS = 3;
/** $1 sessions. */
const OVER = `
  select id from unnest($1::text[]) as open (id)
   where not exists (
     select from "session" s join "user" u on u.id = s."userId"
      where s.id = open.id and s."expiresAt" > now() and u.banned is not true)`;

/** Tells each user's open event streams, on every instance, what changed in their threads. */
@Injectable()
export class UserEvents implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('Events');
  readonly #streams = new Map<string, Set<UserStream>>();
  #timer: NodeJS.Timeout | undefined;
  #looks = 0;
  #draining = false;

  constructor(
    private readonly hints: Hints,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.hints.on('event', ({ userId, event }) => this.#tell(userId, event));
    this.hints.onGap(() => this.#tellAll({ type: 'ready' }));
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** Ends the streams before the turns are waited for, so that their readers find another instance soon. */
  onModuleDestroy(): void {
    this.#draining = true;
    clearInterval(this.#timer);
    for (const stream of this.#all()) stream.end();
    this.#streams.clear();
  }

  /** Call it only after what happened is committed. */
  publish(userId: string, event: UserEvent): void {
    this.#tell(userId, event);
    this.hints.send({ kind: 'event', userId, event });
  }

  /** Opens a stream that lasts until `left` aborts. Throws a 429 when the user has too many, a 503 at the end. */
  open({ id: userId, sessionId }: SignedInUser, left: AbortSignal): UserStream {
    if (this.#draining)
      throw new ServiceUnavailableException('The server is shutting down. Send the same request again.');
    const streams = this.#streams.get(userId) ?? new Set();
    if (streams.size >= STREAMS_AT_MOST)
      throw new ProblemException(
        429,
        'rate_limited',
        `You have ${STREAMS_AT_MOST} event streams open, and more are not possible. Close one of them first.`,
      );
    const stream = new UserStream(sessionId);
    this.#streams.set(userId, streams.add(stream));
    left.addEventListener('abort', () => this.#close(userId, stream));
    if (left.aborted) this.#close(userId, stream);
    return stream;
  }

  #close(userId: string, stream: UserStream): void {
    const streams = this.#streams.get(userId);
    streams?.delete(stream);
    if (!streams?.size) this.#streams.delete(userId);
    stream.end();
  }

  #tell(userId: string, event: UserEvent): void {
    for (const stream of this.#streams.get(userId) ?? []) stream.tell(event);
  }

  #tellAll(item: UserEvent | typeof HEARTBEAT): void {
    for (const stream of this.#all()) stream.tell(item);
  }

  #all(): UserStream[] {
    return [...this.#streams.values()].flatMap((streams) => [...streams]);
  }

  #look(): void {
    if (++this.#looks % HEARTBEAT_EVERY_LOOKS === 0) this.#tellAll(HEARTBEAT);
    if (!this.#streams.size) return;
    this.#endThoseOver().catch((error: unknown) =>
      this.#logger.warn(`The sessions of open event streams could not be looked at: ${String(error)}`),
    );
  }

  /** Whose user has signed out, or was suspended or deleted, since the stream was opened. */
  async #endThoseOver(): Promise<void> {
    const streams = this.#all();
    const sessions = [...new Set(streams.map(({ sessionId }) => sessionId))];
    const statement = { name: 'sessions-over', text: OVER, values: [sessions] };
    const { rows } = await this.database.urgently<{ id: string }>(statement);
    const over = new Set(rows.map(({ id }) => id));
    for (const stream of streams) if (over.has(stream.sessionId)) stream.end();
  }
}
