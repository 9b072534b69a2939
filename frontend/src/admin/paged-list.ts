import { computed, signal } from '@angular/core';
import { fetchJson, toChatProblem, type ChatProblem } from '@chatkit/angular';
import type { Page } from '@chatkit/contract';

/** A list of the API as far as it has been read. */
export class PagedList<T> {
  readonly #items = signal<readonly T[] | null>(null);
  readonly #cursor = signal<string | null>(null);
  readonly #problem = signal<ChatProblem | null>(null);
  #query: Readonly<Record<string, string>> = {};
  #reading = 0;

  /** Null until the first page is read. */
  readonly items = this.#items.asReadonly();
  readonly problem = this.#problem.asReadonly();
  readonly hasMore = computed(() => this.#cursor() !== null);

  constructor(private readonly url: string) {}

  /** Reads the first page of what `query` asks for; what was asked for before is forgotten. */
  async load(query: Readonly<Record<string, string>> = this.#query): Promise<void> {
    this.#query = query;
    await this.#read({}, (page) => this.#items.set(page));
  }

  async loadMore(): Promise<void> {
    const cursor = this.#cursor();
    await this.#read(cursor === null ? {} : { cursor }, (page) =>
      this.#items.update((items) => [...(items ?? []), ...page]),
    );
  }

  update(change: (items: readonly T[]) => readonly T[]): void {
    this.#items.update((items) => items && change(items));
  }

  async #read(position: Record<string, string>, show: (page: readonly T[]) => void): Promise<void> {
    const reading = ++this.#reading;
    this.#problem.set(null);
    try {
      const query = new URLSearchParams({ ...this.#query, ...position });
      const { data, nextCursor } = await fetchJson<Page<T>>(`${this.url}?${query}`);
      if (reading === this.#reading) {
        show(data);
        this.#cursor.set(nextCursor);
      }
    } catch (error) {
      this.#problem.set(toChatProblem(error));
    }
  }
}
