import { Injectable, type OnModuleDestroy, type OnModuleInit, ServiceUnavailableException } from '@nestjs/common';
import type { Scope, UserEvent } from '@chatkit/contract';
import type { Credential, SignedInUser } from '../auth/current-user.js';
import type { EventStream } from '../http/event-stream.js';
import { ProblemException } from '../http/problem-exception.js';
import { Hints } from './hints.js';

const STREAMS_AT_MOST = 20;
const READY: UserEvent = { type: 'ready' };

/** Tells each user's open event streams, on every instance, what changed in their threads and documents. */
@Injectable()
export class UserEvents implements OnModuleInit, OnModuleDestroy {
  /** Of each user, with what opened them. */
  readonly #streams = new Map<string, Map<EventStream, Credential>>();
  #draining = false;

  constructor(private readonly hints: Hints) {}

  onModuleInit(): void {
    this.hints.on('event', ({ userId, event }) => this.#tell(userId, event));
    this.hints.on('broadcast', ({ except, event }) => tell(this.#all(except), event));
    this.hints.onGap(() => tell(this.#all(), READY));
  }

  /** Ends the streams before the turns are waited for, so that their readers find another instance soon. */
  onModuleDestroy(): void {
    this.#draining = true;
    for (const [stream] of this.#all()) stream.end();
  }

  /** Call it only after what happened is committed. */
  publish(userId: string, event: UserEvent): void {
    this.#tell(userId, event);
    this.hints.send({ kind: 'event', userId, event });
  }

  /** Call it only after what happened is committed. Everybody hears it, but for the user `except`. */
  publishToAll(event: UserEvent, except: string | null = null): void {
    tell(this.#all(except), event);
    this.hints.send({ kind: 'broadcast', except, event });
  }

  /** Has a stream made, for as long as the reader stays. Throws a 429 when the user has too many, a 503 at the end. */
  open({ id: userId, credential }: SignedInUser, makeStream: () => EventStream): void {
    if (this.#draining)
      throw new ServiceUnavailableException('The server is shutting down. Send the same request again.');
    const streams = this.#streams.get(userId) ?? new Map<EventStream, Credential>();
    if (streams.size >= STREAMS_AT_MOST)
      throw new ProblemException(
        'rate_limited',
        `You have ${STREAMS_AT_MOST} event streams open, and more are not possible. Close one of them first.`,
        {},
        { 'retry-after': '10' },
      );
    const stream = makeStream();
    if (stream.ended) return;
    this.#streams.set(userId, streams.set(stream, credential));
    stream.onLeft(() => this.#forget(userId, stream));
    tell([[stream, credential]], READY);
  }

  #forget(userId: string, stream: EventStream): void {
    const streams = this.#streams.get(userId);
    streams?.delete(stream);
    if (!streams?.size) this.#streams.delete(userId);
  }

  #tell(userId: string, event: UserEvent): void {
    tell(this.#streams.get(userId) ?? [], event);
  }

  #all(except: string | null = null): [EventStream, Credential][] {
    return [...this.#streams].flatMap(([userId, streams]) => (userId === except ? [] : [...streams]));
  }
}

/** A reader that is too slow is let go: when it comes back, it reads anew. */
function tell(streams: Iterable<[EventStream, Credential]>, event: UserEvent): void {
  const frame = `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  for (const [stream, credential] of streams) {
    if (!mayHear(credential, event)) continue;
    if (stream.hasRoom) stream.send(frame);
    else stream.end();
  }
}

/** A key hears of what it may read. */
function mayHear(credential: Credential, { type }: UserEvent): boolean {
  if (credential.kind === 'session' || type === 'ready') return true;
  const wanted: Scope = type.startsWith('document') ? 'documents:read' : 'threads:read';
  return credential.scopes.includes(wanted);
}
