import {
  Component,
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
import type { Document, Visibility } from '@chatkit/contract';
import { LucideFileText, LucideLock, LucidePlus, LucideTrash, LucideUsers } from '@lucide/angular';
import { DocumentForm } from './document-form';
import { KnowledgeStore } from './knowledge-store';

const stepWords: Readonly<Record<NonNullable<Document['progress']>['step'], string>> = {
  indexing: 'Being read',
  embedding: 'Learning its meaning',
};

/** The documents that answers come from: what there is, who may find it, adding and deleting. */
@Component({
  selector: 'app-knowledge-page',
  imports: [DocumentForm, ErrorNotice, LucideFileText, LucideLock, LucidePlus, LucideTrash, LucideUsers, SourceViewer],
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
  protected readonly previewed = signal<Document | null>(null);
  protected readonly text = resource({
    params: () => this.previewed() ?? undefined,
    loader: ({ params: document }) => this.store.readText(document),
  });
  protected readonly textProblem = computed(() => {
    const error = this.text.error();
    return error === undefined ? null : toChatProblem(error);
  });

  constructor() {
    void this.store.load();
  }

  protected preview(document: Document): void {
    this.previewed.set(document);
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
