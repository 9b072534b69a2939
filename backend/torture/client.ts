import type { Message, Problem, Turn } from '@chatkit/contract';
import type { Account } from './account.ts';
import { AnswerReader } from './answer-reader.ts';
import { Ask, type Place, type Wish } from './ask.ts';
import { Connection, type Request } from './connection.ts';
import type { Instance } from './instance.ts';
import type { Random } from '../test/support/random.ts';
import { sleep } from './sleep.ts';
import type { Tally } from './tally.ts';

const PATIENCE_MS = 2_500;
/** Who asked for JSON hears nothing until the answer has ended. */
const JSON_PATIENCE_MS = 4_000;
/** What an instance may say while things go wrong. */
const MAY_HAPPEN = new Set([500, 503]);

/** What is the same for all clients of an arena. */
export interface Surroundings {
  instances: readonly Instance[];
  tally: Tally;
  /** Every ask, to be compared with what is stored. */
  asks: Ask[];
  /** Until when all must have come to an end, by `performance.now()`; unknown while the faults go on. */
  giveUpAt: number;
}

/** A person who sends everything several times, leaves and comes back, and changes their mind. */
export class Client {
  readonly #account: Account;
  readonly #random: Random;
  readonly #around: Surroundings;
  readonly #connection: Connection;
  /** What was asked in the thread so far. */
  #asked: { place: Place; question: string }[] = [];

  constructor(account: Account, random: Random, around: Surroundings) {
    this.#account = account;
    this.#random = random;
    this.#around = around;
    this.#connection = new Connection(account, around.instances, random, around.tally);
  }

  /** Asks for one answer and, mostly, sees to it that it comes. */
  async step(): Promise<void> {
    const ask = new Ask(this.#wish(), this.#account.id, this.#around.tally);
    this.#around.asks.push(ask);
    const copies = this.#random.between(1, 5);
    const readers = await Promise.all(Array.from({ length: copies }, () => this.#send(ask)));
    if (this.#random.chance(0.05)) return; // and never comes back
    await this.#insist(ask);
    const { place, question, wish } = ask;
    if (!place) return void (this.#asked = []); // the thread is busy with an answer that nobody waited for
    if (wish.kind !== 'regenerate') this.#asked.push({ place, question });
    if (this.#random.chance(0.15)) await this.#stop(ask, place);
    await this.#readOn(ask, place, this.#random.pick(readers));
    if (this.#random.chance(0.2)) await this.#send(ask);
  }

  #wish(): Wish {
    if (this.#random.chance(0.2)) this.#asked = [];
    const earlier = this.#asked.length ? this.#random.pick(this.#asked) : undefined;
    if (!earlier || this.#random.chance(0.6)) return { kind: 'send', threadId: earlier?.place.threadId };
    const { question, place } = earlier;
    const { threadId, parentId, answerId } = place;
    if (this.#random.chance(0.5)) return { kind: 'edit', threadId, parentId };
    return { kind: 'regenerate', threadId, answerId, question };
  }

  /** Sends again until it is acknowledged, or another turn is in its way. */
  async #insist(ask: Ask): Promise<void> {
    while (!ask.place && !ask.refusedFor.size) {
      if (performance.now() > this.#around.giveUpAt)
        return this.#around.tally.violated('a send was never acknowledged', ask.facts());
      await sleep(this.#random.between(300, 1_500));
      await this.#send(ask);
    }
  }

  async #readOn(ask: Ask, { answerId }: Place, reader: AnswerReader): Promise<void> {
    while (!reader.ended) {
      if (performance.now() > this.#around.giveUpAt)
        return this.#around.tally.violated('an answer never ended', ask.facts());
      const request: Request = {
        method: 'GET',
        path: `/api/chat/messages/${answerId}/events`,
        ...(reader.position && { headers: { 'last-event-id': reader.position } }),
        patienceMs: PATIENCE_MS,
      };
      await this.#connection.ask(request, async (response, alive) => {
        if (response.status === 200 && response.body) await reader.read(response.body, alive);
        else await this.#refused(ask, true, response);
      });
    }
  }

  async #stop(ask: Ask, { answerId }: Place): Promise<void> {
    await sleep(this.#random.between(0, 1_000));
    const path = `/api/chat/messages/${answerId}/stop`;
    await this.#connection.ask({ method: 'POST', path, patienceMs: PATIENCE_MS }, async (response) => {
      if (response.status !== 200) return this.#refused(ask, true, response);
      this.#around.tally.count('stops');
      const message = (await response.json()) as Message;
      if (message.status !== 'generating') ask.end(message);
    });
  }

  async #send(ask: Ask): Promise<AnswerReader> {
    const { tally } = this.#around;
    const reader = new AnswerReader(ask, tally);
    const style = this.#random.pick(['stream', 'stream', 'stream', 'json', 'async'] as const);
    const request: Request = {
      ...requestOf(ask),
      headers: {
        accept: style === 'stream' ? 'text/event-stream' : 'application/json',
        ...(style === 'async' && { prefer: 'respond-async' }),
      },
      patienceMs: style === 'json' ? JSON_PATIENCE_MS : PATIENCE_MS,
    };
    const known = ask.place !== undefined;
    await this.#connection.ask(request, async (response, alive) => {
      if (ask.place) tally.count('send repeated with the same key');
      if (response.status > 202) return this.#refused(ask, known, response);
      if (style === 'stream' && response.body) return reader.read(response.body, alive);
      const turn = (await response.json()) as Turn;
      ask.acknowledge(turn);
      if (style === 'json' && turn.message.status === 'generating')
        tally.violated('a JSON answer came before the turn had ended', ask.facts());
    });
    return reader;
  }

  /** `known`: whether the ask had been acknowledged before this was sent. */
  async #refused(ask: Ask, known: boolean, response: Response): Promise<void> {
    const problem = (await response.json()) as Problem;
    if (MAY_HAPPEN.has(response.status)) return sleep(this.#random.between(20, 200));
    if (problem.code === 'turn_running' && !known) return void ask.refusedFor.add(problem.messageId ?? 'unknown');
    this.#around.tally.violated('a request was refused', { known, problem, url: response.url, ask: ask.facts() });
  }
}

function requestOf({ wish, key, question }: Ask): Pick<Request, 'method' | 'path' | 'body'> {
  if (wish.kind === 'regenerate')
    return { method: 'POST', path: `/api/chat/messages/${wish.answerId}/retry`, body: { clientMessageId: key } };
  const { kind: _, ...place } = wish;
  return { method: 'POST', path: '/api/chat/message', body: { content: question, clientMessageId: key, ...place } };
}
