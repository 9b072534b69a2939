import {
  Component,
  ElementRef,
  Injector,
  afterNextRender,
  computed,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { injectWording } from '@chatkit/angular';
import type { Document, Visibility } from '@chatkit/contract';
import {
  LucideCheck,
  LucideFileText,
  LucideFolder,
  LucideLock,
  LucidePencil,
  LucideRefreshCw,
  LucideTrash,
  LucideUsers,
  LucideX,
} from '@lucide/angular';
import { injectPortalTexts } from '../language/portal-catalogue';
import { KnowledgeStore } from './knowledge-store';

/** A document in the list: how far it is, who may find it, and what its owner may do with it. */
@Component({
  selector: 'li[app-document-row]',
  imports: [
    LucideCheck,
    LucideFileText,
    LucideFolder,
    LucideLock,
    LucidePencil,
    LucideRefreshCw,
    LucideTrash,
    LucideUsers,
    LucideX,
  ],
  templateUrl: './document-row.html',
  styleUrl: './document-row.css',
})
export class DocumentRow {
  readonly document = input.required<Document>();
  readonly opened = output<void>();

  protected readonly texts = injectPortalTexts();
  protected readonly wording = injectWording();
  protected readonly store = inject(KnowledgeStore);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #injector = inject(Injector);

  /** What takes the place of the row's buttons, or of its title. */
  protected readonly asked = signal<'rename' | 'delete' | null>(null);
  protected readonly step = computed(() => {
    const { progress } = this.document();
    const { waiting, steps } = this.texts().knowledge.document;
    return progress === null ? waiting : steps[progress.step];
  });
  protected readonly size = computed(() => {
    const { characters, chunkCount } = this.document();
    const words = this.texts().knowledge.document;
    return `${words.characters(characters)} ${words.inPassages(chunkCount)}`;
  });

  protected ask(what: 'rename' | 'delete'): void {
    this.asked.set(what);
    this.#focusSoon(what === 'rename' ? 'input' : '.confirm .button:last-child');
  }

  /** The keyboard goes on where it was. */
  protected leave(): void {
    const asked = this.asked();
    this.asked.set(null);
    this.#focusSoon(`[data-asks='${asked}']`);
  }

  protected change(event: Event, title: string, collection: string): void {
    event.preventDefault();
    const { id, ...before } = this.document();
    const change = { title: title.trim() || before.title, collection: collection.trim() || null };
    if (change.title !== before.title || change.collection !== before.collection) {
      void this.store.change(id, change);
    }
    this.leave();
  }

  protected share(visibility: string): void {
    void this.store.change(this.document().id, { visibility: visibility as Visibility });
  }

  #focusSoon(selector: string): void {
    const focus = () => {
      const target = this.#element.nativeElement.querySelector<HTMLElement>(selector);
      target?.focus();
      if (target instanceof HTMLInputElement) {
        target.select();
      }
    };
    afterNextRender(focus, { injector: this.#injector });
  }
}
