import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import { ChatKit, toChatProblem, type ChatProblem } from '@chatkit/angular';
import type { ChangeDocument, Collections, CreateDocument, Document, UserEvent } from '@chatkit/contract';
import * as requests from './document-requests';
import type { DocumentFilter, Place } from './document-requests';

/** What is told within this time is read at once, in milliseconds. */
const gatheringTime = 400;

/** The documents that answers come from, as far as they have been read; what is told of them is brought in. */
@Service({ autoProvided: false })
export class KnowledgeStore {
  readonly #documents = signal<readonly Document[] | null>(null);
  readonly #collections = signal<Collections['data']>([]);
  readonly #cursor = signal<string | null>(null);
  readonly #problem = signal<ChatProblem | null>(null);
  #reading: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Null until they are read. */
  readonly documents = this.#documents.asReadonly();
  /** Those of all documents that one may see. */
  readonly collections = this.#collections.asReadonly();
  readonly problem = this.#problem.asReadonly();
  readonly filter = signal<DocumentFilter>({ q: '', status: '', visibility: '', collection: '' });
  readonly hasMore = computed(() => this.#cursor() !== null);

  constructor() {
    const stop = inject(ChatKit).onUpdate((event) => this.#hear(event));
    inject(DestroyRef).onDestroy(() => {
      stop();
      clearTimeout(this.#timer);
    });
  }

  load(): Promise<void> {
    return this.#try(() => this.#read(0));
  }

  loadMore(): Promise<void> {
    return this.#try(() =>
      this.#inTurn(async () => {
        const page = await requests.listMoreDocuments(this.filter(), this.#cursor());
        this.#documents.update((documents) => [...(documents ?? []), ...page.data]);
        this.#cursor.set(page.nextCursor);
      }),
    );
  }

  /** Rejects with a `ChatProblem`. */
  async add(document: CreateDocument): Promise<void> {
    this.#show(await requests.createDocument(document));
  }

  /** Rejects with a `ChatProblem`. */
  async addFile(file: File, place: Place): Promise<Document> {
    const added = await requests.uploadFile(file, place);
    this.#show(added);
    return added;
  }

  /** Rejects with a `ChatProblem`. */
  async addPage(address: string, place: Place): Promise<void> {
    this.#show(await requests.addPage(address, place));
  }

  change(id: string, change: ChangeDocument): Promise<void> {
    return this.#try(async () => this.#replace(await requests.changeDocument(id, change)));
  }

  remove(id: string): Promise<void> {
    return this.#try(async () => {
      await requests.deleteDocument(id);
      this.#drop(id);
    });
  }

  /** Stops taking a document in; a version that was ready before stays. */
  cancel(id: string): Promise<void> {
    return this.#try(async () => this.#replace(await requests.orderDocument(id, 'cancel')));
  }

  /** Takes a document in again. */
  reindex(id: string): Promise<void> {
    return this.#try(async () => this.#replace(await requests.orderDocument(id, 'reindex')));
  }

  /** Progress is told as it is; of what else has changed, only that it has. */
  #hear(event: UserEvent): void {
    if (event.type === 'document_deleted') {
      this.#drop(event.documentId);
      this.#readSoon(); // what is being read may still hold it
    } else if (event.type === 'ready' || (event.type === 'document' && !this.#showProgress(event))) {
      this.#readSoon();
    }
  }

  /** Whether the event told no more than progress of a document in the list. */
  #showProgress({ documentId, status, progress }: Extract<UserEvent, { type: 'document' }>): boolean {
    const known = this.#documents()?.find(({ id }) => id === documentId);
    if (progress === null || known?.status !== status) {
      return false;
    }
    this.#replace({ ...known, progress });
    return true;
  }

  #readSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#read(this.#documents()?.length ?? 0).catch((error: unknown) => this.#problem.set(toChatProblem(error)));
    }, gatheringTime);
  }

  /** What is read late, for a filter that has changed since, is dropped. */
  #read(atLeast: number): Promise<void> {
    return this.#inTurn(async () => {
      const filter = this.filter();
      const [page, collections] = await Promise.all([
        requests.listDocuments(filter, atLeast),
        requests.listCollections(),
      ]);
      this.#collections.set(collections);
      if (this.filter() === filter) {
        this.#documents.set(page.data);
        this.#cursor.set(page.nextCursor);
      }
    });
  }

  /** One after the other, so that nothing older takes the place of what is newer. */
  #inTurn(read: () => Promise<void>): Promise<void> {
    const done = this.#reading.then(read);
    this.#reading = done.catch(() => undefined);
    return done;
  }

  #show(added: Document): void {
    this.#documents.update((documents) => [added, ...(documents ?? []).filter((other) => other.id !== added.id)]);
  }

  #replace(changed: Document): void {
    this.#documents.update((documents) =>
      (documents ?? []).map((document) => (document.id === changed.id ? changed : document)),
    );
  }

  #drop(id: string): void {
    this.#documents.update((documents) => documents?.filter((document) => document.id !== id) ?? null);
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
