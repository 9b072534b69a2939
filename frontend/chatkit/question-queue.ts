import { Service, computed, inject } from '@angular/core';
import { Branches } from './branches';
import { createClientKey } from './client-key';
import { DraftStore } from './draft-store';
import { OpenThread } from './open-thread';
import { Outbox, type TakenQuestion } from './outbox';
import { OutboxSender, type StoredQuestion } from './outbox-sender';
import { TurnFollower } from './turn-follower';
import type { WaitingQuestion } from './waiting-question';

/** Asks the questions of the open thread: at once where that is possible, else as soon as it is. */
@Service({ autoProvided: false })
export class QuestionQueue {
  readonly #thread = inject(OpenThread);
  readonly #turns = inject(TurnFollower);
  readonly #branches = inject(Branches);
  readonly #drafts = inject(DraftStore);
  readonly #outbox = inject(Outbox);
  readonly #sender = inject(OutboxSender);

  /** The questions of the open thread that are not sent, in the order in which they were asked. */
  readonly waiting = computed(() =>
    this.#outbox.questions().filter(({ threadId, state }) => threadId === this.#thread.id() && state !== 'asked'),
  );
  readonly offline = this.#sender.offline;
  readonly #mustWait = computed(
    () =>
      this.#outbox.isSent() &&
      (this.offline() ||
        this.waiting().some(({ state }) => state !== 'refused') ||
        (this.#thread.latest()?.connection ?? 'live') !== 'live'),
  );
  /** Whether a question can be asked now, if only to wait. */
  readonly open = computed(() => this.#thread.ready() || this.#mustWait());

  /** Sends what waits of this user, over reloads and from one tab; `openThread` shows a thread that began with it. */
  follow(userId: string, openThread: (threadId: string) => void): void {
    const show = (question: TakenQuestion) => this.#show(question, openThread);
    this.#outbox.belongTo(userId);
    this.#outbox.onTakenElsewhere((question) => void show(question));
    this.#sender.start(userId, show);
  }

  /** Calls `listener` with each question that waited and was sent from here, until what it returns is called. */
  onTaken(listener: (question: StoredQuestion) => void): () => void {
    return this.#sender.onTaken(listener);
  }

  /** Tries at once what may be taken now. */
  wake(): void {
    this.#sender.wake();
  }

  /** Resolves when the turn has ended, or when the question waits. */
  async ask(content: string): Promise<void> {
    const key = createClientKey();
    const question = { content, ...this.#turns.reach };
    const waits = this.#mustWait();
    this.#outbox.add({ key, threadId: this.#thread.id(), ...question, state: waits ? 'waiting' : 'asked' });
    if (waits) {
      return this.wake();
    }
    await this.#send(key, question);
  }

  /** Sends a question again that was refused. */
  async sendAgain(key: string): Promise<void> {
    const question = this.#outbox.find(key);
    const waits = this.#mustWait();
    if (question?.state !== 'refused' || !this.open()) {
      return;
    }
    this.#outbox.change(key, { state: waits ? 'waiting' : 'asked', problem: null, threadId: this.#thread.id() });
    if (waits) {
      return this.wake();
    }
    await this.#send(key, question);
  }

  /** Takes a question out, and returns its words. */
  takeBack(key: string): string {
    const content = this.#outbox.find(key)?.content ?? '';
    this.#outbox.remove(key);
    return content;
  }

  /** Forgets all that waits, as when somebody signs out. */
  clear(): void {
    this.#sender.end();
    this.#outbox.clear();
  }

  /** As a message of the open thread, from its echo on. */
  async #send(key: string, { content, collection }: Pick<WaitingQuestion, 'content' | 'collection'>): Promise<void> {
    const { reader } = this.#thread;
    const turn = { question: key, answer: `${key}.answer` };
    const isFar = this.#thread.hasNewer();
    this.#thread.dispatch({ type: 'asked', turn, content, at: new Date().toISOString() });
    await this.#sender.ask(key, async () => {
      if (!reader.aborted) {
        const sent = this.#turns.send(turn, { content, ...(collection === undefined ? {} : { collection }) });
        await Promise.all([sent, isFar ? this.#branches.catchUp(null) : null]);
      }
    });
  }

  /** A question has become a message: shows it in the place where it waited. */
  async #show({ threadId }: TakenQuestion, openThread: (threadId: string) => void): Promise<void> {
    if (this.#thread.id() === threadId && this.#thread.hasNewer()) {
      await this.#branches.showLatest();
    } else if (this.#thread.id() === threadId) {
      await this.#branches.catchUp(null);
    } else if (this.#thread.id() === null && this.#thread.keys().length === 0) {
      this.#drafts.move(null, threadId);
      openThread(threadId);
    }
  }
}
