import { Component, ElementRef, computed, inject, input, output, signal } from '@angular/core';
import type { Thread } from '@chatkit/contract';
import { LucideCheck, LucidePencil, LucideSquarePen, LucideTrash, LucideX } from '@lucide/angular';
import { controlStyles } from './control-styles';
import { groupThreads } from './thread-groups';

/** Another title for a thread. */
export interface ThreadRename {
  readonly threadId: string;
  readonly title: string;
}

/** The threads by age. Each can be opened, renamed in place, and deleted after a question. */
@Component({
  selector: 'ck-thread-list',
  imports: [LucideCheck, LucidePencil, LucideSquarePen, LucideTrash, LucideX],
  templateUrl: './thread-list.html',
  styles: [controlStyles],
  styleUrl: './thread-list.css',
})
export class ThreadList {
  readonly threads = input.required<readonly Thread[]>();
  readonly currentId = input<string | null>(null);
  readonly phase = input<'unread' | 'loading' | 'ready' | 'failed'>('ready');
  readonly hasMore = input(false);
  /** The threads in which an answer is being made. */
  readonly runningIds = input<ReadonlySet<string>>(new Set());
  readonly created = output<void>();
  readonly opened = output<string>();
  readonly renamed = output<ThreadRename>();
  readonly deleted = output<string>();
  readonly moreRequested = output<void>();
  readonly reloaded = output<void>();

  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly groups = computed(() => groupThreads(this.threads(), new Date()));
  protected readonly renaming = signal<string | null>(null);
  protected readonly deleting = signal<string | null>(null);
  protected readonly firstLoad = computed(
    () => this.threads().length === 0 && (this.phase() === 'loading' || this.phase() === 'unread'),
  );

  protected startRenaming(thread: Thread): void {
    this.deleting.set(null);
    this.renaming.set(thread.id);
    this.#focusSoon('input', (field) => (field as HTMLInputElement).select());
  }

  protected rename(thread: Thread, event: Event, field: HTMLInputElement): void {
    event.preventDefault();
    const title = field.value.trim();
    if (title !== '' && title !== thread.title) {
      this.renamed.emit({ threadId: thread.id, title });
    }
    this.leave(thread);
  }

  protected startDeleting(thread: Thread): void {
    this.renaming.set(null);
    this.deleting.set(thread.id);
    this.#focusSoon('.confirm .button');
  }

  protected remove(thread: Thread): void {
    this.deleting.set(null);
    this.deleted.emit(thread.id);
    this.#focusSoon('.new');
  }

  /** Back to the row as it was, with the keyboard where it was. */
  protected leave(thread: Thread): void {
    this.renaming.set(null);
    this.deleting.set(null);
    this.#focusSoon(`[data-thread="${thread.id}"]`);
  }

  #focusSoon(selector: string, then?: (element: HTMLElement) => void): void {
    setTimeout(() => {
      const element = this.#element.nativeElement.querySelector<HTMLElement>(selector);
      element?.focus();
      if (element !== null) {
        then?.(element);
      }
    });
  }
}
