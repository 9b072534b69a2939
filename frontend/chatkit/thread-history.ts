import { Service, computed, inject, signal } from '@angular/core';
import type { Page, Thread, UpdateThread } from '@chatkit/contract';
import { toChatProblem, type ChatProblem } from './chat-problem';
import { ChatTransport } from './transport/chat-transport';

interface HistoryState {
  readonly threads: readonly Thread[];
  readonly nextCursor: string | null;
  /** Whether these are the archived threads. */
  readonly archived: boolean;
  readonly phase: 'unread' | 'loading' | 'ready' | 'failed';
  readonly error: ChatProblem | null;
}

const pageSize = 30;
const unread: HistoryState = { threads: [], nextCursor: null, archived: false, phase: 'unread', error: null };

/** The list of threads, as far as it has been read. */
@Service({ autoProvided: false })
export class ThreadHistory {
  readonly #transport = inject(ChatTransport);
  readonly #state = signal(unread);
  readonly #removing = new Set<string>();
  readonly #running = signal<ReadonlySet<string>>(new Set());

  /** Pinned ones first, and the one with the newest message before older ones. */
  readonly threads = computed(() => this.#state().threads);
  readonly phase = computed(() => this.#state().phase);
  readonly error = computed(() => this.#state().error);
  /** The threads in which an answer is being made, as far as we were told. */
  readonly running = this.#running.asReadonly();
  readonly archived = computed(() => this.#state().archived);
  readonly hasMore = computed(() => this.#state().nextCursor !== null);

  /** Reads the first page again. Errors go to `error`. */
  async load(): Promise<void> {
    this.#running.set(new Set());
    await this.#read({}, (page) => page.data);
  }

  /** Changes to the archived threads, or back to the others. */
  async show(archived: boolean): Promise<void> {
    this.#state.set({ ...unread, archived });
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

  /**
   * The newest state of a thread, which may move it, or take it out of the list. One that belongs to a page not read yet
   * stays out.
   */
  put(thread: Thread): void {
    this.#change((threads) => {
      const others = threads.filter((other) => other.id !== thread.id);
      if (thread.archived !== this.archived()) {
        return others;
      }
      const place = others.findIndex((other) => !comesBefore(other, thread));
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

  /** Changes a thread at once, and takes it back where the server refuses: then rejects with a `ChatProblem`. */
  async update(threadId: string, change: UpdateThread): Promise<void> {
    const before = this.threads();
    const thread = before.find((candidate) => candidate.id === threadId);
    if (thread !== undefined) {
      this.put({ ...thread, ...change });
    }
    await this.#orRestore(before, () => this.#transport.updateThread(threadId, change));
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

  /** Brings a thread back that was deleted a moment ago. Rejects with a `ChatProblem`. */
  async restore(threadId: string): Promise<void> {
    try {
      this.put(await this.#transport.restoreThread(threadId));
    } catch (error) {
      throw toChatProblem(error);
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
    const archived = this.archived();
    try {
      const page = await this.#transport.listThreads({ limit: pageSize, archived, ...request });
      if (archived === this.archived()) {
        this.#state.set({ threads: merge(page), nextCursor: page.nextCursor, archived, phase: 'ready', error: null });
      }
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

/** Whether a thread is listed before another one. */
function comesBefore(one: Thread, other: Thread): boolean {
  return one.pinned === other.pinned ? one.updatedAt > other.updatedAt : one.pinned;
}
