import { Service, inject, linkedSignal } from '@angular/core';
import type { Message, Page } from '@chatkit/contract';
import { toChatProblem } from './chat-problem';
import { OpenThread } from './open-thread';
import { ChatTransport } from './transport/chat-transport';
import { TurnFollower } from './turn-follower';

const pageSize = 50;
const longestPage = 100;

/** Opens threads with their messages, page by page. */
@Service({ autoProvided: false })
export class ThreadLoader {
  readonly #transport = inject(ChatTransport);
  readonly #thread = inject(OpenThread);
  readonly #turns = inject(TurnFollower);
  readonly #sought = linkedSignal<string | null, { readonly key: string } | null>({
    source: this.#thread.id,
    computation: () => null,
  });

  /** The message that `openMessage` went to last; another object each time. */
  readonly sought = this.#sought.asReadonly();

  /** Opens a thread with its newest messages, and follows its answer where one is being made. */
  load(threadId: string): Promise<void> {
    return this.#open(threadId, () => this.#transport.listMessages(threadId, { limit: pageSize }));
  }

  /** Opens a thread at one of its messages, on the branch that has it. */
  async openMessage(threadId: string, messageId: string): Promise<void> {
    if (this.#thread.id() === threadId && this.#thread.shows(messageId)) {
      return this.#seek(messageId);
    }
    await this.#open(
      threadId,
      () => this.#readDownTo(threadId, messageId),
      () => this.#seek(messageId),
    );
  }

  /** Loads the page before the oldest message shown. */
  async loadOlder(): Promise<void> {
    const { threadId, olderCursor } = this.#thread.conversation();
    if (threadId === null || olderCursor === null) {
      return;
    }
    const { reader } = this.#thread;
    try {
      const page = await this.#transport.listMessages(threadId, { limit: pageSize, cursor: olderCursor });
      if (!reader.aborted && this.#thread.conversation().olderCursor === olderCursor) {
        this.#thread.dispatch({ type: 'olderLoaded', page });
      }
    } catch (error) {
      this.#thread.fail(error);
    }
  }

  #seek(messageId: string): void {
    const message = this.#thread.messages().find(({ id }) => id === messageId);
    this.#sought.set(message === undefined ? null : { key: message.key });
  }

  async #open(threadId: string, read: () => Promise<Page<Message>>, opened?: () => void): Promise<void> {
    this.#thread.open(threadId);
    const { reader } = this.#thread;
    try {
      const page = await read();
      if (reader.aborted) {
        return;
      }
      this.#thread.dispatch({ type: 'loaded', page });
      opened?.();
    } catch (error) {
      if (!reader.aborted) {
        this.#thread.dispatch({ type: 'loadFailed', problem: toChatProblem(error) });
      }
      return;
    }
    await this.#turns.resumeLatest();
  }

  /** The newest messages down from this one; where the branch that is shown has it not, of the branch that has. */
  async #readDownTo(threadId: string, messageId: string): Promise<Page<Message>> {
    const shown = await this.#readUntil(threadId, messageId);
    if (shown.data.some(({ id }) => id === messageId)) {
      return shown;
    }
    await this.#transport.selectMessage(messageId);
    return this.#readUntil(threadId, messageId);
  }

  async #readUntil(threadId: string, messageId: string): Promise<Page<Message>> {
    let page = await this.#transport.listMessages(threadId, { limit: pageSize });
    while (page.nextCursor !== null && !page.data.some(({ id }) => id === messageId)) {
      const request = { limit: longestPage, cursor: page.nextCursor };
      const before = await this.#transport.listMessages(threadId, request);
      page = { data: [...page.data, ...before.data], nextCursor: before.nextCursor };
    }
    return page;
  }
}
