import { Component, DestroyRef, computed, inject, signal } from '@angular/core';
import { ErrorNotice } from '@chatkit/angular';
import type { Citation, Document } from '@chatkit/contract';
import { LucidePlus, LucideSearch } from '@lucide/angular';
import { injectPortalTexts } from '../language/portal-catalogue';
import { CollectionSelect } from './collection-select';
import { DocumentDialog, type ShownDocument } from './document-dialog';
import { DocumentForm } from './document-form';
import type { DocumentFilter } from './document-requests';
import { DocumentRow } from './document-row';
import { KnowledgeStore } from './knowledge-store';
import { SearchPlayground } from './search-playground';

const typingPause = 250;

/** The documents that answers come from: what there is, who may find it, adding and deleting. */
@Component({
  selector: 'app-knowledge-page',
  imports: [
    CollectionSelect,
    DocumentDialog,
    DocumentForm,
    DocumentRow,
    ErrorNotice,
    LucidePlus,
    LucideSearch,
    SearchPlayground,
  ],
  providers: [KnowledgeStore],
  templateUrl: './knowledge-page.html',
  styleUrls: ['../shell/page.css', '../shell/search-field.css', './knowledge-page.css'],
})
export class KnowledgePage {
  protected readonly texts = injectPortalTexts();
  protected readonly store = inject(KnowledgeStore);
  protected readonly statuses = ['ready', 'processing', 'failed', 'cancelled'] as const;

  protected readonly adding = signal(false);
  /** Whether files are held over the page. */
  protected readonly receiving = signal(false);
  protected readonly dropped = signal<readonly File[]>([]);
  protected readonly shown = signal<ShownDocument | null>(null);
  protected readonly narrowed = computed(() => Object.values(this.store.filter()).some((value) => value !== ''));
  #narrowing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#narrowing));
    void this.store.load();
  }

  /** Everything but files is left to the browser. */
  protected receive(event: DragEvent): void {
    if (event.dataTransfer?.types.includes('Files') === true) {
      event.preventDefault();
      this.receiving.set(true);
    }
  }

  protected drop(event: DragEvent): void {
    const files = [...(event.dataTransfer?.files ?? [])];
    this.receiving.set(false);
    if (files.length > 0) {
      event.preventDefault();
      this.dropped.set(files);
      this.adding.set(true);
    }
  }

  protected leaveForm(): void {
    this.adding.set(false);
    this.dropped.set([]);
  }

  protected preview({ id, title, versionId }: Document): void {
    this.shown.set({ id, title, versionId, passage: null });
  }

  /** Opens a passage in its document. */
  protected open(passage: Citation): void {
    const { documentId, title, versionId } = passage;
    this.shown.set({ id: documentId, title, versionId, passage });
  }

  /** Reads the list anew once nothing more is typed. */
  protected narrow(change: Partial<DocumentFilter>): void {
    this.store.filter.update((filter) => ({ ...filter, ...change }));
    clearTimeout(this.#narrowing);
    this.#narrowing = setTimeout(() => void this.store.load(), 'q' in change ? typingPause : 0);
  }
}
