import { DestroyRef, Service, inject } from '@angular/core';
import type { UserEvent } from '@chatkit/contract';
import { Branches } from './branches';
import { ChatProblem } from './chat-problem';
import { DraftStore } from './draft-store';
import { OpenThread } from './open-thread';
import { ThreadHistory } from './thread-history';
import { ChatTransport } from './transport/chat-transport';

/** Brings what the user does in other tabs and on other devices into this page. */
@Service({ autoProvided: false })
export class LiveUpdates {
  readonly #transport = inject(ChatTransport);
  readonly #thread = inject(OpenThread);
  readonly #history = inject(ThreadHistory);
  readonly #branches = inject(Branches);
  readonly #drafts = inject(DraftStore);
  readonly #reading = new Map<string, Promise<void>>();
  readonly #listeners = new Set<(event: UserEvent) => void>();
  #following: { readonly userId: string; readonly end: AbortController } | null = null;

  constructor() {
    inject(DestroyRef).onDestroy(() => this.end());
  }

  /** Follows this user until `end`, or until another one is followed. */
  follow(userId: string): void {
    if (this.#following?.userId === userId) {
      return;
    }
    this.end();
    const end = new AbortController();
    this.#following = { userId, end };
    const heard = (event: UserEvent) => {
      if (!end.signal.aborted) {
        this.#take(event);
        this.#listeners.forEach((listener) => listener(event));
      }
    };
    this.#transport.listen(userId, heard, end.signal).catch(() => {
      // refused, as after the session has ended: the next thing that is asked of the server says why
      this.#following = this.#following?.end === end ? null : this.#following;
    });
  }

  /** Calls `listener` with all that is heard, until what it returns is called. */
  onUpdate(listener: (event: UserEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  end(): void {
    this.#following?.end.abort();
    this.#following = null;
  }

  #take(event: UserEvent): void {
    switch (event.type) {
      case 'ready':
        return this.#catchUp();
      case 'thread_created':
      case 'thread_changed':
      case 'thread_restored':
        return this.#readThread(event.threadId);
      case 'thread_deleted':
        return this.#drop(event.threadId);
      case 'branch_selected':
        return this.#readOpen(event.threadId);
      case 'turn_started':
        this.#history.setRunning(event.threadId, true);
        this.#readThread(event.threadId);
        return this.#readOpen(event.threadId, event.messageId);
      case 'turn_ended':
        this.#history.setRunning(event.threadId, false);
        return this.#readOpen(event.threadId, event.messageId);
      case 'document':
      case 'document_deleted':
        return; // no part of a conversation
    }
  }

  /** What happened while nobody listened is not told again. */
  #catchUp(): void {
    if (this.#history.phase() !== 'unread') {
      void this.#history.load();
    }
    if (this.#thread.conversation().phase === 'ready') {
      this.#readOpen(this.#thread.id());
    }
  }

  /** One request where several events follow each other closely, as when a thread begins with a question. */
  #readThread(threadId: string): void {
    if (this.#reading.has(threadId)) {
      return;
    }
    const reading = new Promise((resolve) => setTimeout(resolve, 20))
      .then(() => {
        this.#reading.delete(threadId);
        return this.#transport.readThread(threadId);
      })
      .then((thread) => this.#history.put(thread))
      // gone again, or out of reach: the list is read anew when the connection is back
      .catch(() => undefined);
    this.#reading.set(threadId, reading);
  }

  /** Nothing is read for a turn that this page follows itself: its stream brings everything. */
  #readOpen(threadId: string | null, messageId?: string): void {
    if (threadId !== null && threadId === this.#thread.id()) {
      void this.#branches.catchUp(messageId ?? null);
    }
  }

  #drop(threadId: string): void {
    const ourOwn = this.#history.isRemoving(threadId);
    this.#history.drop(threadId);
    if (this.#thread.id() === threadId && !ourOwn) {
      this.#drafts.move(threadId, null);
      this.#thread.open(null);
      this.#thread.fail(new ChatProblem('not_found', 'This chat was deleted elsewhere.', 404));
    }
  }
}
