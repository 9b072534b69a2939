import { Service, computed, inject, signal } from '@angular/core';
import type { Page, Thread } from '@chatkit/contract';
import { toChatProblem, type ChatProblem } from './chat-problem';
import { ChatTransport } from './transport/chat-transport';

interface HistoryState {
  readonly threads: readonly Thread[];
  readonly nextCursor: string | null;
  readonly phase: 'unread' | 'loading' | 'ready' | 'failed';
  readonly error: ChatProblem | null;
}

const pageSize = 30;
const unread: HistoryState = { threads: [], nextCursor: null, phase: 'unread', error: null };

/** The list of threads, as far as it has been read. */
@Service({ autoProvided: false })
export class ThreadHistory {
  readonly #transport = inject(ChatTransport);
  readonly #state = signal(unread);
  readonly #removing = new Set<string>();
  readonly #running = signal<ReadonlySet<string>>(new Set());

  /** The one with the newest message first. */
  readonly threads = computed(() => this.#state().threads);
  readonly phase = computed(() => this.#state().phase);
  readonly error = computed(() => this.#state().error);
  /** The threads in which an answer is being made, as far as we were told. */
  readonly running = this.#running.asReadonly();
  readonly hasMore = computed(() => this.#state().nextCursor !== null);

  /** Reads the first page again. Errors go to `error`. */
  async load(): Promise<void> {
    this.#running.set(new Set());
    await this.#read({}, (page) => page.data);
  }

  /** Reads the next page, where there is one. */
  async loadMore(): Promise<void> {
    const cursor = this.#state().nextCursor;
    if (cursor !== null && this.phase() !== 'loading') {
      await this.#read({ cursor }, (page) => [
        ...this.threads(),
        ...page.data.filter((thread) => !this.#has(thread.id)),
      ]);
    }
  }

  /** The newest state of a thread, which may move it. One that belongs to a page not read yet stays out. */
  put(thread: Thread): void {
    this.#change((threads) => {
      const others = threads.filter((other) => other.id !== thread.id);
      const place = others.findIndex((other) => other.updatedAt <= thread.updatedAt);
      if (place < 0) {
        return this.hasMore() ? others : [...others, thread];
      }
      return [...others.slice(0, place), thread, ...others.slice(place)];
    });
  }

  /** Takes a thread that is gone out of the list. */
  drop(threadId: string): void {
    this.#change((threads) => threads.filter((thread) => thread.id !== threadId));
    this.setRunning(threadId, false);
  }

  /** Whether an answer is being made in a thread. */
  setRunning(threadId: string, running: boolean): void {
    this.#running.update((ids) => new Set(running ? [...ids, threadId] : [...ids].filter((id) => id !== threadId)));
  }

  /** Renames at once, and takes it back where the server refuses: then rejects with a `ChatProblem`. */
  async rename(threadId: string, title: string): Promise<void> {
    const before = this.threads();
    this.#change((threads) => threads.map((thread) => (thread.id === threadId ? { ...thread, title } : thread)));
    await this.#orRestore(before, () => this.#transport.renameThread(threadId, title));
  }

  /** Removes at once, and takes it back where the server refuses: then rejects with a `ChatProblem`. */
  async remove(threadId: string): Promise<void> {
    const before = this.threads();
    this.#removing.add(threadId);
    this.#change((threads) => threads.filter((thread) => thread.id !== threadId));
    try {
      await this.#orRestore(before, () => this.#transport.deleteThread(threadId));
    } finally {
      this.#removing.delete(threadId);
    }
  }

  /** Whether this page is deleting the thread itself. */
  isRemoving(threadId: string): boolean {
    return this.#removing.has(threadId);
  }

  /** Forgets the list, as when somebody signs out. */
  clear(): void {
    this.#state.set(unread);
    this.#running.set(new Set());
  }

  async #read(request: { cursor?: string }, merge: (page: Page<Thread>) => readonly Thread[]): Promise<void> {
    this.#state.update((state) => ({ ...state, phase: 'loading', error: null }));
    try {
      const page = await this.#transport.listThreads({ limit: pageSize, ...request });
      this.#state.set({ threads: merge(page), nextCursor: page.nextCursor, phase: 'ready', error: null });
    } catch (error) {
      // shown with the list, which keeps what it has
      this.#state.update((state) => ({ ...state, phase: 'failed', error: toChatProblem(error) }));
    }
  }

  async #orRestore(before: readonly Thread[], request: () => Promise<unknown>): Promise<void> {
    try {
      await request();
    } catch (error) {
      this.#change(() => before);
      throw toChatProblem(error);
    }
  }

  #has(threadId: string): boolean {
    return this.threads().some((thread) => thread.id === threadId);
  }

  #change(update: (threads: readonly Thread[]) => readonly Thread[]): void {
    this.#state.update((state) => ({ ...state, threads: update(state.threads) }));
  }
}
