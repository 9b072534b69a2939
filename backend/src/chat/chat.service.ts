import { createHash } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { MAX_CONTENT_BYTES, type Message, type SendMessage, tokensOfPrompt, type Turn } from '@chatkit/contract';
import type { EventStream } from '../http/event-stream.js';
import { ProblemException } from '../http/problem-exception.js';
import { Hints } from '../live/hints.js';
import { UserEvents } from '../live/user-events.js';
import { LanguageModel } from '../llm/language-model.js';
import { Metrics } from '../metrics/metrics.js';
import { messageNotFound } from '../messages/messages.service.js';
import { countTokens } from '../rag/prompt/tokens.js';
import { threadNotFound } from '../threads/threads.service.js';
import { titleFrom } from '../threads/thread-title.js';
import { inSpan } from '../tracing/in-span.js';
import type { Asker } from '../usage/asker.js';
import { UsageService } from '../usage/usage.service.js';
import { AnswerWriter, type Asked, type Draft, type WrittenAnswer } from './answer-writer.js';
import { CleanText } from './clean-text.js';
import type { FollowedAnswer } from './followed-answer.js';
import { TurnKeeper } from './turn-keeper.js';
import { TurnReader } from './turn-reader.js';
import { type Send, type StoredTurn, TurnStore } from './turn-store.js';

/** A turn that was just begun, or the one that the same key began before. */
export interface BegunTurn extends StoredTurn {
  replayed: boolean;
}

const STOP_WAIT_MS = 3_000;

/** The turn: stores the question, has the answer written apart from the request, and lets readers follow or await it. */
@Injectable()
export class ChatService {
  constructor(
    private readonly store: TurnStore,
    private readonly keeper: TurnKeeper,
    private readonly reader: TurnReader,
    private readonly writer: AnswerWriter,
    private readonly metrics: Metrics,
    private readonly usage: UsageService,
    private readonly model: LanguageModel,
    private readonly userEvents: UserEvents,
    private readonly hints: Hints,
  ) {}

  /** Begins a turn. The same `key` with the same content comes back to the turn it began. */
  async send(asker: Asker, sent: SendMessage, key: string | null): Promise<BegunTurn> {
    const { content, threadId, parentId, collection } = sent;
    const { userId } = asker;
    const question = storable(content);
    const send = { ...asker, key, fingerprint: fingerprint('send', question, parentId, collection) };
    const title = titleFrom(question);
    const tokens = countTokens(question);
    const turn = await this.keeper.begin(userId, () =>
      this.store.open({
        ...send,
        threadId,
        parentId,
        title,
        content: question,
        collection,
        tokens,
        model: this.model.name,
      }),
    );
    if (turn && !threadId) this.userEvents.publish(userId, { type: 'thread_created', threadId: turn.thread.id });
    return turn ? this.#begun(userId, turn) : this.#replay(send, threadId, parentId ? placeNotFound : threadNotFound);
  }

  /** Begins another answer to the same question; the old one is kept. */
  async retry(asker: Asker, answerId: string, key: string | null): Promise<BegunTurn> {
    const { userId } = asker;
    const send = { ...asker, key, fingerprint: fingerprint('retry', answerId) };
    const turn = await this.keeper.begin(userId, () => this.store.openRetry(send, answerId, this.model.name));
    return turn ? this.#begun(userId, turn) : this.#replay(send, undefined, messageNotFound);
  }

  /** Waits for the end of a turn, which goes on when the caller leaves. */
  async untilEnded(userId: string, { turn }: StoredTurn, left: AbortSignal): Promise<Turn> {
    const ended = await this.reader.untilEnded(userId, turn.message.id, left);
    if (!ended) throw messageNotFound();
    return ended;
  }

  async find(userId: string, answerId: string): Promise<StoredTurn> {
    const stored = await this.store.read(userId, answerId);
    if (!stored) throw messageNotFound();
    return stored;
  }

  /** Sends a turn to a reader, from where `answer` is, until it ends or the reader leaves. */
  follow(userId: string, turn: StoredTurn, answer: FollowedAnswer, stream: EventStream): Promise<void> {
    return this.reader.follow(turn, userId, answer, stream);
  }

  /**
   * Has an answer written into `draft` that is stored nowhere; it ends when `left` aborts. Throws a 429 where the asker has
   * used up the day.
   */
  async answer(asker: Asker, asked: Asked, draft: Draft, left: AbortSignal): Promise<WrittenAnswer> {
    this.keeper.requireOpen();
    const question = storable(asked.question);
    const day = await this.usage.countTurn(asker);
    const written = await inSpan('turn', {}, () => this.writer.write({ ...asked, question }, draft, left));
    const tokens = countTokens(draft.text);
    await this.usage.countTokens(asker, day, tokensOfPrompt(written.trace?.prompt) + tokens);
    this.metrics.turnEnded(written.status, written.trace, tokens);
    return written;
  }

  /** Ends a running answer and keeps what was written. An answer that has ended stays as it is. */
  async stop(userId: string, answerId: string): Promise<Message> {
    const stored = await this.find(userId, answerId);
    if (stored.turn.message.status !== 'generating') return stored.turn.message;
    await this.store.askToStop(userId, answerId);
    this.hints.stop(answerId);
    await this.reader.untilEnded(userId, answerId, AbortSignal.timeout(STOP_WAIT_MS));
    return (await this.find(userId, answerId)).turn.message;
  }

  #begun(userId: string, turn: Turn): BegunTurn {
    const { id: messageId, threadId } = turn.message;
    this.userEvents.publish(userId, { type: 'turn_started', threadId, messageId });
    return { turn, attempt: 1, written: '', lapsed: false, replayed: false };
  }

  async #replay(send: Send, threadId: string | undefined, notFound: () => Error): Promise<BegunTurn> {
    const { userId, key } = send;
    const earlier = key === null ? undefined : await this.store.findSend(userId, key);
    const stored = earlier && (await this.store.read(userId, earlier.messageId));
    if (!stored) throw notFound();
    const same = earlier.fingerprint === send.fingerprint && (!threadId || threadId === stored.turn.thread.id);
    if (!same)
      throw new ProblemException(
        'key_reused',
        'This key was used before for another message. Use a new key for each message.',
      );
    return { ...stored, replayed: true };
  }
}

function storable(content: string): string {
  if (Buffer.byteLength(content) > MAX_CONTENT_BYTES)
    throw new ProblemException(
      'payload_too_large',
      `A message holds at most ${MAX_CONTENT_BYTES.toLocaleString('en')} bytes.`,
    );
  const clean = new CleanText();
  const text = clean.push(content) + clean.end();
  if (!text.trim()) throw new ProblemException('empty_content', 'The message is empty.');
  return text;
}

function placeNotFound(): NotFoundException {
  return new NotFoundException('There is no such thread, or no such answer in it.');
}

/**
 * What a key was used for, the same as before there were collections where none is named. The thread is compared apart, for a
 * first send has none yet.
 */
function fingerprint(
  operation: 'send' | 'retry',
  subject: string,
  parentId?: string | null,
  ...collection: (string | undefined)[]
): string {
  const used = JSON.stringify([subject, parentId, ...collection.filter((label) => label !== undefined)]);
  return `${operation}:${createHash('sha256').update(used).digest('base64')}`;
}
