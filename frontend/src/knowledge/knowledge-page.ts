import {
  Component,
  DestroyRef,
  type ElementRef,
  Injector,
  afterNextRender,
  computed,
  inject,
  resource,
  signal,
  viewChild,
} from '@angular/core';
import { ErrorNotice, SourceViewer, count, toChatProblem } from '@chatkit/angular';
import type { Citation, Document, DocumentText, Visibility } from '@chatkit/contract';
import { LucideFileText, LucideLock, LucidePlus, LucideSearch, LucideTrash, LucideUsers } from '@lucide/angular';
import { DocumentForm } from './document-form';
import { readText, type DocumentFilter } from './document-requests';
import { KnowledgeStore } from './knowledge-store';
import { SearchPlayground } from './search-playground';

const stepWords: Readonly<Record<NonNullable<Document['progress']>['step'], string>> = {
  indexing: 'Being read',
  embedding: 'Learning its meaning',
};

const typingPause = 250;

/** The documents that answers come from: what there is, who may find it, adding and deleting. */
@Component({
  selector: 'app-knowledge-page',
  imports: [
    DocumentForm,
    ErrorNotice,
    LucideFileText,
    LucideLock,
    LucidePlus,
    LucideSearch,
    LucideTrash,
    LucideUsers,
    SearchPlayground,
    SourceViewer,
  ],
  providers: [KnowledgeStore],
  templateUrl: './knowledge-page.html',
  styleUrl: './knowledge-page.css',
})
export class KnowledgePage {
  protected readonly store = inject(KnowledgeStore);
  readonly #injector = inject(Injector);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  protected readonly adding = signal(false);
  protected readonly deleting = signal<string | null>(null);
  /** A document from its beginning, or at a passage. */
  protected readonly previewed = signal<{
    title: string;
    citation: Citation | null;
    read: () => Promise<DocumentText>;
  } | null>(null);
  protected readonly text = resource({
    params: () => this.previewed() ?? undefined,
    loader: ({ params: { read } }) => read(),
  });
  protected readonly textProblem = computed(() => {
    const error = this.text.error();
    return error === undefined ? null : toChatProblem(error);
  });

  protected readonly narrowed = computed(() => Object.values(this.store.filter()).some((value) => value !== ''));
  #narrowing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#narrowing));
    void this.store.load();
  }

  protected preview(document: Document): void {
    this.#show({ title: document.title, citation: null, read: () => readText(document.id, document.versionId) });
  }

  /** Opens a passage in its document. */
  protected open(passage: Citation): void {
    const { documentId, versionId, title } = passage;
    this.#show({ title, citation: passage, read: () => readText(documentId, versionId) });
  }

  /** Reads the list anew once nothing more is typed. */
  protected narrow(change: Partial<DocumentFilter>): void {
    this.store.filter.update((filter) => ({ ...filter, ...change }));
    clearTimeout(this.#narrowing);
    this.#narrowing = setTimeout(() => void this.store.load(), 'q' in change ? typingPause : 0);
  }

  #show(shown: NonNullable<ReturnType<typeof this.previewed>>): void {
    this.previewed.set(shown);
    afterNextRender(() => this.dialog().nativeElement.showModal(), { injector: this.#injector });
  }

  protected change(document: Document, event: Event): void {
    const visibility = (event.target as HTMLSelectElement).value as Visibility;
    void this.store.change(document.id, { visibility });
  }

  protected remove(document: Document): void {
    this.deleting.set(null);
    void this.store.remove(document.id);
  }

  protected stepOf({ progress }: Document): string {
    return progress === null ? 'Waiting' : stepWords[progress.step];
  }

  protected sizeOf(document: Document): string {
    return `${document.characters.toLocaleString('en')} characters in ${count(document.chunkCount, 'passage')}`;
  }
}
