import { DestroyRef, Service, inject, signal } from '@angular/core';
import type { SendMessage, Thread } from '@chatkit/contract';
import { toChatProblem } from './chat-problem';
import type { ConversationEvent, TurnKeys } from './conversation';
import { DraftStore } from './draft-store';
import { followTurn, type TurnStream } from './follow-turn';
import { FrameBatch } from './frame-batch';
import { OpenThread } from './open-thread';
import { Outbox } from './outbox';
import { RECONNECT_DELAY } from './reconnect-delay';
import { ThreadHistory } from './thread-history';
import { ChatTransport } from './transport/chat-transport';
import type { WaitingQuestion } from './waiting-question';

/** Brings the turns of the open thread from the server into its state. */
@Service({ autoProvided: false })
export class TurnFollower {
  readonly #transport = inject(ChatTransport);
  readonly #thread = inject(OpenThread);
  readonly #history = inject(ThreadHistory);
  readonly #drafts = inject(DraftStore);
  readonly #outbox = inject(Outbox);
  readonly #reconnectDelay = inject(RECONNECT_DELAY);
  /** The collection that questions are asked of; null for all documents. */
  readonly collection = signal<string | null>(null);
  #followed: { readonly key: string; readonly reader: AbortSignal } | null = null;
  #stopOnceNamed: string | null = null;
  #asked = Promise.withResolvers<void>();

  constructor() {
    const resume = () => void this.resumeLatest();
    document.addEventListener('visibilitychange', resume);
    inject(DestroyRef).onDestroy(() => document.removeEventListener('visibilitychange', resume));
    this.#asked.resolve();
  }

  /** What a new question says of its collection. */
  get reach(): Pick<WaitingQuestion, 'collection'> {
    const collection = this.collection();
    return collection === null ? {} : { collection };
  }

  /** Resolves when the server has taken or refused the turn that was started here last. */
  get asked(): Promise<void> {
    return this.#asked.promise;
  }

  /** Sends a question that is shown already; false where the server refused it. */
  send(turn: TurnKeys, message: Omit<SendMessage, 'threadId' | 'clientMessageId'>): Promise<boolean> {
    const threadId = this.#thread.id();
    const body = { ...message, clientMessageId: turn.question, ...(threadId === null ? {} : { threadId }) };
    return this.#start(turn, (signal) => this.#transport.send(body, signal));
  }

  /** Asks for another answer, whose place is shown already; false where the server refused. */
  askAgain(turn: TurnKeys, answerId: string, clientKey: string): Promise<boolean> {
    return this.#start(turn, (signal) => this.#transport.retry(answerId, clientKey, signal));
  }

  /**
   * Follows the last answer where it is being made and nobody does. A hidden page waits until it is looked at: a
   * browser has few connections for all of its tabs.
   */
  async resumeLatest(): Promise<void> {
    const latest = this.#thread.latest();
    const answerId = latest?.id ?? null;
    if (latest?.status !== 'generating' || answerId === null || this.follows(latest.key) || isHidden()) {
      return;
    }
    const turn = this.#thread.turnAround(latest.key);
    await this.#follow(turn, answerId, (signal) => this.#transport.resume(answerId, null, signal));
  }

  /** Whether the stream of the answer with this key is read. */
  follows(key: string): boolean {
    return this.#followed?.key === key && this.#followed.reader === this.#thread.reader;
  }

  /** Ends the running answer; its text so far is kept. */
  async stop(): Promise<void> {
    const answer = this.#thread.latest();
    if (answer?.status !== 'generating') {
      return;
    }
    if (answer.id === null) {
      this.#stopOnceNamed = answer.key;
      return;
    }
    try {
      this.#thread.dispatch({ type: 'settled', message: await this.#transport.stop(answer.id) });
    } catch (error) {
      this.#thread.fail(error);
    }
  }

  async #start(turn: TurnKeys, open: TurnStream['open']): Promise<boolean> {
    const asked = Promise.withResolvers<void>();
    this.#asked = asked;
    try {
      return await this.#follow(turn, null, open);
    } finally {
      asked.resolve();
    }
  }

  async #follow(turn: TurnKeys, answerId: string | null, open: TurnStream['open']): Promise<boolean> {
    const signal = this.#thread.reader;
    const batch = new FrameBatch<ConversationEvent>((events) => this.#thread.dispatch(...events));
    signal.addEventListener('abort', () => batch.discard());
    const interrupted = () => batch.add({ type: 'connectionLost', turn, forGood: false });
    const followed = { key: turn.answer, reader: signal };
    this.#followed = followed;
    try {
      const stream = { open, answerId, signal, interrupted, reconnectDelay: this.#reconnectDelay };
      for await (const frame of followTurn(this.#transport, stream)) {
        if (signal.aborted) {
          return true;
        }
        batch.add({ type: 'received', turn, frame });
        if (frame.event.type === 'turn') {
          this.#confirm(turn, frame.event.thread, batch);
        }
      }
      batch.flush();
    } catch (error) {
      batch.flush();
      return signal.aborted || this.#lose(turn, error);
    } finally {
      this.#followed = this.#followed === followed ? null : this.#followed;
    }
    return true;
  }

  /** The server has taken the turn: its thread may be a new one, to which what is typed meanwhile moves. */
  #confirm(turn: TurnKeys, thread: Thread, batch: FrameBatch<ConversationEvent>): void {
    if (this.#thread.id() === null) {
      this.#drafts.move(null, thread.id);
    }
    batch.flush();
    this.#outbox.take(turn.question, thread.id);
    this.#history.put(thread);
    this.#asked.resolve();
    if (this.#stopOnceNamed === turn.answer) {
      void this.stop();
    }
  }

  /** A turn that the server has taken goes on without us; one that it has not is given back. */
  #lose(turn: TurnKeys, error: unknown): boolean {
    if (this.#thread.message(turn.answer)?.id != null) {
      this.#thread.dispatch({ type: 'connectionLost', turn, forGood: true });
      return true;
    }
    const problem = toChatProblem(error);
    this.#thread.dispatch({ type: 'turnRefused', turn, problem });
    this.#outbox.refuse(turn.question, problem);
    if (this.#outbox.find(turn.question)?.state === 'waiting' && problem.code !== 'unauthenticated') {
      // said beside the question
      this.#thread.dispatch({ type: 'problemMet', problem: null });
    }
    return false;
  }
}

function isHidden(): boolean {
  return document.visibilityState === 'hidden';
}
