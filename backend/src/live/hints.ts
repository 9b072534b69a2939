import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { userEventSchema } from '@chatkit/contract';
import { z } from 'zod';
import { failpoint } from '#failpoint';
import { Database } from '../database/database.js';

const hintSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('event'), userId: z.string(), event: userEventSchema }),
  z.object({ kind: z.literal('broadcast'), except: z.string().nullable(), event: userEventSchema }),
  z.object({ kind: z.literal('stop'), messageId: z.uuid() }),
  z.object({ kind: z.literal('turn'), messageId: z.uuid() }),
]);
/** `event`: for the user's open streams. `broadcast`: for everybody's but one. `stop`: the answer is to stop. `turn`: more of it is stored, or it has ended. */
export type Hint = z.infer<typeof hintSchema>;
type HintOf<Kind extends Hint['kind']> = Extract<Hint, { kind: Kind }>;

/** What travels. Each hint is checked on its own: an instance of the next version may send kinds unknown to this one. */
const payloadSchema = z.object({ from: z.uuid(), hints: z.array(z.unknown()) });

const CHANNEL = 'chatkit';
const COLLECT_MS = 50;
/** PostgreSQL takes less than 8,000 bytes at once, and the longest hint is below 250. */
const HINTS_PER_PAYLOAD = 30;

/**
 * Tells the other instances at once what they would find in the database a little later. A hint may be lost: whoever
 * acts on hints must come to the same end without them. Send only after the commit.
 */
@Injectable()
export class Hints implements OnModuleInit, OnApplicationShutdown {
  readonly #instance = randomUUID();
  readonly #logger = new Logger('Hints');
  readonly #listeners = new EventEmitter();
  #collected: Hint[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    await this.database.listen({
      channel: CHANNEL,
      onPayload: (payload) => this.#receive(payload),
      onListening: () => this.#listeners.emit('gap'),
    });
  }

  /** After the last turn has been given up. */
  async onApplicationShutdown(): Promise<void> {
    await this.#flush();
  }

  send(hint: Hint): void {
    if (this.database.kind === 'embedded') return; // there is no other instance
    this.#collected.push(hint);
    this.#timer ??= setTimeout(() => void this.#flush(), COLLECT_MS);
  }

  /** Tells whichever instance writes the answer, this one or another, to stop. */
  stop(messageId: string): void {
    const hint: Hint = { kind: 'stop', messageId };
    this.#listeners.emit(hint.kind, hint);
    this.send(hint);
  }

  /** Calls `listener` with each hint of another instance, and with each `stop` of this one. */
  on<Kind extends Hint['kind']>(kind: Kind, listener: (hint: HintOf<Kind>) => void): void {
    this.#listeners.on(kind, listener);
  }

  /** Calls `listener` whenever listening begins, at the start or again: hints may have been lost before. */
  onGap(listener: () => void): void {
    this.#listeners.on('gap', listener);
  }

  /** A transaction of its own: notifications in the turns' transactions would make their commits wait for each other. */
  async #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const hints = this.#collected.splice(0);
    if (!hints.length) return;
    failpoint('before hint');
    const payloads = Array.from({ length: Math.ceil(hints.length / HINTS_PER_PAYLOAD) }, (_, i) =>
      JSON.stringify({
        from: this.#instance,
        hints: hints.slice(i * HINTS_PER_PAYLOAD, (i + 1) * HINTS_PER_PAYLOAD),
      }),
    );
    const text = 'select pg_notify($1, payload) from unnest($2::text[]) as payload';
    await this.database
      .urgently({ name: 'hint', text, values: [CHANNEL, payloads] })
      .catch((error: unknown) => this.#logger.warn(`Other instances could not be told at once: ${String(error)}`));
  }

  #receive(text: string): void {
    const payload = payloadSchema.safeParse(parse(text));
    if (!payload.success || payload.data.from === this.#instance) return;
    for (const hint of payload.data.hints.map((hint) => hintSchema.safeParse(hint)))
      if (hint.success) this.#listeners.emit(hint.data.kind, hint.data);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not ours
  }
}
