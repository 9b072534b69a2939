import { Service, inject, linkedSignal } from '@angular/core';
import type { MessagePage } from '@chatkit/contract';
import { toChatProblem } from './chat-problem';
import { messagePageSize } from './message-page-size';
import { OpenThread } from './open-thread';
import { ChatTransport } from './transport/chat-transport';
import { TurnFollower } from './turn-follower';

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
    return this.#open(threadId, () => this.#transport.listMessages(threadId, { limit: messagePageSize }));
  }

  /** Opens a thread at one of its messages, on the branch that has it. */
  async openMessage(threadId: string, messageId: string): Promise<void> {
    if (this.#thread.id() === threadId && this.#thread.shows(messageId)) {
      return this.#seek(messageId);
    }
    await this.#open(
      threadId,
      () => this.#readAround(threadId, messageId),
      () => this.#seek(messageId),
    );
  }

  /** Loads the page before the oldest message shown. */
  async loadOlder(): Promise<void> {
    await this.#loadMore('olderCursor', 'olderLoaded');
  }

  /** Loads the page behind the newest message shown. */
  async loadNewer(): Promise<void> {
    await this.#loadMore('newerCursor', 'newerLoaded');
    await this.#turns.resumeLatest();
  }

  async #loadMore(from: 'olderCursor' | 'newerCursor', type: 'olderLoaded' | 'newerLoaded'): Promise<void> {
    const { threadId, [from]: cursor } = this.#thread.conversation();
    if (threadId === null || cursor === null) {
      return;
    }
    const { reader } = this.#thread;
    try {
      const page = await this.#transport.listMessages(threadId, { limit: messagePageSize, cursor });
      if (!reader.aborted && this.#thread.conversation()[from] === cursor) {
        this.#thread.dispatch({ type, page });
      }
    } catch (error) {
      if (!reader.aborted) {
        this.#thread.fail(error);
      }
    }
  }

  #seek(messageId: string): void {
    const message = this.#thread.messages().find(({ id }) => id === messageId);
    this.#sought.set(message === undefined ? null : { key: message.key });
  }

  async #open(threadId: string, read: () => Promise<MessagePage>, opened?: () => void): Promise<void> {
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

  /** A page around a message; where it is not in the branch that is shown, of the branch that has it. */
  async #readAround(threadId: string, messageId: string): Promise<MessagePage> {
    const read = () => this.#transport.listMessages(threadId, { limit: messagePageSize, around: messageId });
    try {
      return await read();
    } catch (error) {
      if (toChatProblem(error).code !== 'not_found') {
        throw error;
      }
      await this.#transport.selectMessage(messageId);
      return read();
    }
  }
}
