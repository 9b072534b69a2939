import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import { fetchFrom, fetchJson, queryOf, toChatProblem, type ChatProblem } from '@chatkit/angular';
import type {
  ChangeDocument,
  Citation,
  CreateDocument,
  Document,
  DocumentStatus,
  DocumentText,
  Page,
  SearchResult,
  Visibility,
} from '@chatkit/contract';

const documentsUrl = '/api/rag/documents';
const pageSize = 50;
const passagesShown = 8;
const pollingInterval = 1_000;

/** Which documents are listed; what is empty leaves none out. */
export interface DocumentFilter {
  readonly q: string;
  readonly status: DocumentStatus | '';
  readonly visibility: Visibility | '';
}

/** The documents that answers come from, as far as they have been read. */
@Service({ autoProvided: false })
export class KnowledgeStore {
  readonly #documents = signal<readonly Document[] | null>(null);
  readonly #cursor = signal<string | null>(null);
  readonly #problem = signal<ChatProblem | null>(null);
  #poll: ReturnType<typeof setTimeout> | undefined;

  /** Null until they are read. */
  readonly documents = this.#documents.asReadonly();
  readonly problem = this.#problem.asReadonly();
  readonly filter = signal<DocumentFilter>({ q: '', status: '', visibility: '' });
  readonly hasMore = computed(() => this.#cursor() !== null);

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#poll));
  }

  /** What is read late, for a filter that has changed since, is dropped. */
  async load(): Promise<void> {
    const filter = this.filter();
    await this.#try(async () => {
      const page = await this.#readPage();
      if (this.filter() !== filter) {
        return;
      }
      this.#documents.set(page.data);
      this.#cursor.set(page.nextCursor);
    });
    this.#pollWhileProcessing();
  }

  async loadMore(): Promise<void> {
    await this.#try(async () => {
      const page = await this.#readPage(this.#cursor() ?? undefined);
      this.#documents.update((documents) => [...(documents ?? []), ...page.data]);
      this.#cursor.set(page.nextCursor);
    });
  }

  /** Rejects with a `ChatProblem`. */
  async add(document: CreateDocument): Promise<void> {
    this.#show(await fetchJson<Document>(documentsUrl, { method: 'POST', body: document }));
  }

  /** Rejects with a `ChatProblem`. */
  async addFile(file: File, visibility: Visibility): Promise<void> {
    const body = new FormData();
    body.set('visibility', visibility);
    body.set('file', file);
    this.#show(await fetchJson<Document>(`${documentsUrl}/files`, { method: 'POST', body }));
  }

  /** Rejects with a `ChatProblem`. */
  async addPage(url: string, visibility: Visibility): Promise<void> {
    this.#show(await fetchJson<Document>(`${documentsUrl}/urls`, { method: 'POST', body: { url, visibility } }));
  }

  #show(added: Document): void {
    this.#documents.update((documents) => [added, ...(documents ?? []).filter((other) => other.id !== added.id)]);
    this.#pollWhileProcessing();
  }

  async change(id: string, change: ChangeDocument): Promise<void> {
    await this.#try(async () => {
      const changed = await fetchJson<Document>(`${documentsUrl}/${id}`, { method: 'PATCH', body: change });
      this.#replace(changed);
    });
  }

  async remove(id: string): Promise<void> {
    await this.#try(async () => {
      await fetchFrom(`${documentsUrl}/${id}`, { method: 'DELETE' });
      this.#documents.update((documents) => (documents ?? []).filter((document) => document.id !== id));
    });
  }

  /** Stops taking a document in; a version that was ready before stays. */
  cancel(id: string): Promise<void> {
    return this.#order(id, 'cancel');
  }

  /** Takes a document in again. */
  reindex(id: string): Promise<void> {
    return this.#order(id, 'reindex');
  }

  /** Rejects with a `ChatProblem`. */
  readText(document: Document): Promise<DocumentText> {
    return fetchJson(`${documentsUrl}/${document.id}/text${queryOf({ versionId: document.versionId })}`);
  }

  /** Passages as a question finds them. Rejects with a `ChatProblem`. */
  search(query: string): Promise<SearchResult> {
    return fetchJson('/api/rag/search', { method: 'POST', body: { query, limit: passagesShown } });
  }

  /** The text that a passage is from. Rejects with a `ChatProblem`. */
  readSource({ documentId, versionId }: Citation): Promise<DocumentText> {
    return fetchJson(`${documentsUrl}/${documentId}/text${queryOf({ versionId })}`);
  }

  dismissProblem(): void {
    this.#problem.set(null);
  }

  async #order(id: string, order: 'cancel' | 'reindex'): Promise<void> {
    await this.#try(async () => {
      this.#replace(await fetchJson<Document>(`${documentsUrl}/${id}/${order}`, { method: 'POST' }));
    });
    this.#pollWhileProcessing();
  }

  #readPage(cursor?: string): Promise<Page<Document>> {
    const { q, status, visibility } = this.filter();
    const chosen = { q: q.trim() || undefined, status: status || undefined, visibility: visibility || undefined };
    return fetchJson(`${documentsUrl}${queryOf({ limit: pageSize, cursor, ...chosen })}`);
  }

  #pollWhileProcessing(): void {
    clearTimeout(this.#poll);
    if (this.#documents()?.some((document) => document.status === 'processing')) {
      this.#poll = setTimeout(() => void this.#refreshProcessing(), pollingInterval);
    }
  }

  async #refreshProcessing(): Promise<void> {
    const processing = (this.#documents() ?? []).filter((document) => document.status === 'processing');
    await this.#try(async () => {
      const refreshed = await Promise.all(processing.map(({ id }) => fetchJson<Document>(`${documentsUrl}/${id}`)));
      refreshed.forEach((document) => this.#replace(document));
    });
    this.#pollWhileProcessing();
  }

  #replace(changed: Document): void {
    this.#documents.update((documents) =>
      (documents ?? []).map((document) => (document.id === changed.id ? changed : document)),
    );
  }

  /** What fails is shown above the list, which keeps what it has. */
  async #try(request: () => Promise<void>): Promise<void> {
    try {
      await request();
      this.#problem.set(null);
    } catch (error) {
      this.#problem.set(toChatProblem(error));
    }
  }
}
