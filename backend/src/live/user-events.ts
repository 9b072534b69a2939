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
import type { EventStream } from '../http/event-stream.js';
import { ProblemException } from '../http/problem-exception.js';
import { Hints } from './hints.js';

const STREAMS_AT_MOST = 20;
const LOOK_MS = 4_000;
const READY: UserEvent = { type: 'ready' };
/** $1 sessions. */
const OVER = `
  select id from unnest($1::text[]) as open (id)
   where not exists (
     select from "session" s join "user" u on u.id = s."userId"
      where s.id = open.id and s."expiresAt" > now() and u.banned is not true)`;

interface OpenStream {
  sessionId: string;
  stream: EventStream;
}

/** Tells each user's open event streams, on every instance, what changed in their threads. */
@Injectable()
export class UserEvents implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('Events');
  readonly #streams = new Map<string, Set<OpenStream>>();
  #timer: NodeJS.Timeout | undefined;
  #draining = false;

  constructor(
    private readonly hints: Hints,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.hints.on('event', ({ userId, event }) => this.#tell(userId, event));
    this.hints.onGap(() => tell(this.#all(), READY));
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** Ends the streams before the turns are waited for, so that their readers find another instance soon. */
  onModuleDestroy(): void {
    this.#draining = true;
    clearInterval(this.#timer);
    for (const { stream } of this.#all()) stream.end();
  }

  /** Call it only after what happened is committed. */
  publish(userId: string, event: UserEvent): void {
    this.#tell(userId, event);
    this.hints.send({ kind: 'event', userId, event });
  }

  /** Has a stream made, for as long as the reader stays. Throws a 429 when the user has too many, a 503 at the end. */
  open({ id: userId, sessionId }: SignedInUser, makeStream: () => EventStream): void {
    if (this.#draining)
      throw new ServiceUnavailableException('The server is shutting down. Send the same request again.');
    const streams = this.#streams.get(userId) ?? new Set<OpenStream>();
    if (streams.size >= STREAMS_AT_MOST)
      throw new ProblemException(
        429,
        'rate_limited',
        `You have ${STREAMS_AT_MOST} event streams open, and more are not possible. Close one of them first.`,
      );
    const stream = makeStream();
    if (stream.ended) return;
    const open = { sessionId, stream };
    this.#streams.set(userId, streams.add(open));
    stream.onLeft(() => this.#forget(userId, open));
    tell([open], READY);
  }

  #forget(userId: string, open: OpenStream): void {
    const streams = this.#streams.get(userId);
    streams?.delete(open);
    if (!streams?.size) this.#streams.delete(userId);
  }

  #tell(userId: string, event: UserEvent): void {
    tell(this.#streams.get(userId) ?? [], event);
  }

  #all(): OpenStream[] {
    return [...this.#streams.values()].flatMap((streams) => [...streams]);
  }

  #look(): void {
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
    for (const { sessionId, stream } of streams) if (over.has(sessionId)) stream.end();
  }
}

/** A reader that is too slow is let go: when it comes back, it reads anew. */
function tell(streams: Iterable<OpenStream>, event: UserEvent): void {
  const frame = `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  for (const { stream } of streams) {
    if (stream.hasRoom) stream.send(frame);
    else stream.end();
  }
}
