import { Service, inject, signal } from '@angular/core';
import type { Thread } from '@chatkit/contract';
import { DraftStore } from './draft-store';
import { OpenThread } from './open-thread';
import { ThreadHistory } from './thread-history';
import { ThreadLoader } from './thread-loader';

/** A thread that was deleted a moment ago. */
export interface DeletedThread {
  readonly thread: Pick<Thread, 'id' | 'title'>;
  /** Whether it was the open one. */
  readonly wasOpen: boolean;
}

/** Deletes threads, and brings the last one back. */
@Service({ autoProvided: false })
export class ThreadDeletion {
  readonly #thread = inject(OpenThread);
  readonly #history = inject(ThreadHistory);
  readonly #loader = inject(ThreadLoader);
  readonly #drafts = inject(DraftStore);
  readonly #deleted = signal<DeletedThread | null>(null);
  #deletion: Promise<void> = Promise.resolve();

  /** The thread that was deleted last, until `forget`. */
  readonly deleted = this.#deleted.asReadonly();

  /** Leaves a thread that is open for a new one. */
  async delete(threadId: string): Promise<void> {
    this.forget();
    const title = this.#history.threads().find((thread) => thread.id === threadId)?.title ?? '';
    const deleted = { thread: { id: threadId, title }, wasOpen: this.#thread.id() === threadId };
    this.#deletion = this.#history.remove(threadId);
    this.#deleted.set(deleted);
    try {
      await this.#deletion;
      if (deleted.wasOpen && this.#thread.id() === threadId) {
        this.#thread.open(null);
      }
    } catch (error) {
      this.#deleted.update((current) => (current === deleted ? null : current));
      this.#thread.fail(error);
    }
  }

  /** Opens the thread again where it was the open one. */
  async restore(): Promise<void> {
    const deleted = this.#deleted();
    if (deleted === null) {
      return;
    }
    this.#deleted.set(null);
    try {
      await this.#deletion;
      await this.#history.restore(deleted.thread.id);
      if (deleted.wasOpen && this.#thread.id() === null && this.#thread.keys().length === 0) {
        await this.#loader.load(deleted.thread.id);
      }
    } catch (error) {
      this.#thread.fail(error);
    }
  }

  /** Gives the deleted thread up, with what was typed in it. */
  forget(): void {
    const deleted = this.#deleted();
    if (deleted !== null) {
      this.#drafts.write(deleted.thread.id, '');
      this.#deleted.set(null);
    }
  }

  /** Forgets what was deleted, as when somebody signs out. */
  clear(): void {
    this.#deleted.set(null);
  }
}
