import { DestroyRef, Service, inject, signal } from '@angular/core';
import { ChatProblem, toChatProblem } from './chat-problem';
import { pause } from './follow-turn';
import { holdLock } from './hold-lock';
import { OpenThread } from './open-thread';
import { Outbox, type TakenQuestion } from './outbox';
import { RECONNECT_DELAY } from './reconnect-delay';
import { ThreadHistory } from './thread-history';
import { ChatTransport } from './transport/chat-transport';
import type { WaitingQuestion } from './waiting-question';

const longestNap = 5_000;

/** A question that the server has stored: the message that it has become. */
export interface StoredQuestion {
  readonly threadId: string;
  readonly messageId: string;
}

/** Sends the questions that wait, in order, from one tab of the browser. */
@Service({ autoProvided: false })
export class OutboxSender {
  readonly #transport = inject(ChatTransport);
  readonly #outbox = inject(Outbox);
  readonly #thread = inject(OpenThread);
  readonly #history = inject(ThreadHistory);
  readonly #reconnectDelay = inject(RECONNECT_DELAY);
  readonly #offline = signal(!navigator.onLine);
  /** Sent from this page as messages. */
  readonly #asking = new Set<string>();
  readonly #listeners = new Set<(question: StoredQuestion) => void>();
  #running: { readonly userId: string; readonly end: AbortController } | null = null;
  #nap = new AbortController();

  /** Whether the browser knows that it has no network. */
  readonly offline = this.#offline.asReadonly();

  constructor() {
    const look = () => {
      this.#offline.set(!navigator.onLine);
      this.wake();
    };
    const names = ['online', 'offline'];
    names.forEach((name) => window.addEventListener(name, look));
    inject(DestroyRef).onDestroy(() => {
      names.forEach((name) => window.removeEventListener(name, look));
      this.end();
    });
  }

  /** Sends what waits of this user until `end`, and tells of each question that was taken. */
  start(userId: string, taken: (question: TakenQuestion) => Promise<void>): void {
    if (this.#running?.userId === userId) {
      return;
    }
    this.end();
    const end = new AbortController();
    this.#running = { userId, end };
    const name = `chatkit.outbox.${userId}`;
    void holdLock(name, { signal: end.signal }, () => this.#send(taken, end.signal)).then(() => {
      this.#running = this.#running?.end === end ? null : this.#running;
    });
  }

  /** Calls `listener` with each question that was sent from here, until what it returns is called. */
  onTaken(listener: (question: StoredQuestion) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  end(): void {
    this.#running?.end.abort();
    this.#running = null;
    this.wake();
  }

  /** Tries at once what may be taken now. */
  wake(): void {
    this.#nap.abort();
  }

  /** Lets this page send a question itself, and no other tab meanwhile. Waits as all others where it is not taken. */
  async ask(key: string, send: () => Promise<void>): Promise<void> {
    this.#asking.add(key);
    try {
      await holdLock(lockOf(key), {}, send);
    } finally {
      this.#asking.delete(key);
      if (this.#outbox.find(key)?.state === 'asked') {
        this.#outbox.refuse(key, new ChatProblem('offline', 'The page was left before the question was taken.', 0));
      }
      this.wake();
    }
  }

  /** Over and over again, until the signal or until nobody is signed in any more. */
  async #send(taken: (question: TakenQuestion) => Promise<void>, signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      this.#nap = new AbortController();
      const problems = this.#offline() ? [] : await this.#sendFirsts(taken, signal);
      if (problems.some(({ code }) => code === 'unauthenticated')) {
        return;
      }
      failures = problems.length > 0 ? failures + 1 : 0;
      const delay = failures > 0 ? this.#reconnectDelay(failures, true) : null;
      await pause(delay ?? longestNap, AbortSignal.any([this.#nap.signal, signal]));
    }
  }

  /** The first question of each thread: the next one must wait for its answer. */
  async #sendFirsts(taken: (question: TakenQuestion) => Promise<void>, signal: AbortSignal): Promise<ChatProblem[]> {
    const problems: ChatProblem[] = [];
    const tried = new Set<string | null>();
    const next = () =>
      this.#outbox
        .questions()
        .find(({ key, threadId, state }) => state !== 'refused' && !this.#asking.has(key) && !tried.has(threadId));
    for (let question = next(); question !== undefined && !signal.aborted; question = next()) {
      tried.add(question.threadId);
      const { key } = question;
      await holdLock(lockOf(key), { ifAvailable: true }, async () => {
        const threadId = await this.#deliver(key, taken, signal).catch((error: unknown) => {
          problems.push(this.#refuse(key, error));
          return null;
        });
        tried.add(threadId);
      });
    }
    return problems;
  }

  /** The thread that the question is in; null where it has gone from here. */
  async #deliver(
    key: string,
    taken: (question: TakenQuestion) => Promise<void>,
    signal: AbortSignal,
  ): Promise<string | null> {
    const question = this.#outbox.find(key);
    if (question === undefined) {
      return null;
    }
    this.#outbox.change(key, { state: 'sending' });
    const left = new AbortController();
    try {
      for await (const { event } of this.#transport.send(bodyOf(question), AbortSignal.any([signal, left.signal]))) {
        if (event.type === 'turn') {
          await taken({ ...question, threadId: event.thread.id });
          this.#outbox.take(key, event.thread.id);
          this.#history.put(event.thread);
          const stored = { threadId: event.thread.id, messageId: event.userMessage.id };
          this.#listeners.forEach((listener) => listener(stored));
          return event.thread.id;
        }
      }
    } finally {
      left.abort();
    }
    throw new ChatProblem('interrupted', 'The connection closed before the question was taken.', 0);
  }

  #refuse(key: string, error: unknown): ChatProblem {
    const problem = toChatProblem(error);
    this.#outbox.refuse(key, problem.code === 'interrupted' ? new ChatProblem('offline', problem.detail, 0) : problem);
    if (problem.code === 'unauthenticated') {
      this.#thread.fail(problem);
    }
    return problem;
  }
}

function lockOf(key: string): string {
  return `chatkit.question.${key}`;
}

function bodyOf({ key, content, threadId, collection }: WaitingQuestion) {
  return {
    content,
    clientMessageId: key,
    ...(threadId === null ? {} : { threadId }),
    ...(collection === undefined ? {} : { collection }),
  };
}
