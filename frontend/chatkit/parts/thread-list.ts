import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, ElementRef, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import type { ExportFormat, Thread } from '@chatkit/contract';
import {
  LucideArchive,
  LucideArchiveRestore,
  LucideArrowLeft,
  LucideCheck,
  LucideDownload,
  LucideEllipsis,
  LucidePencil,
  LucidePin,
  LucidePinOff,
  LucideSquarePen,
  LucideTrash,
  LucideX,
} from '@lucide/angular';
import { Language, injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';
import { groupThreads } from './thread-groups';

/** Another title for a thread. */
export interface ThreadRename {
  readonly threadId: string;
  readonly title: string;
}

/** A thread to be pinned or archived, or no longer. */
export interface ThreadToggle {
  readonly threadId: string;
  readonly on: boolean;
}

/** A thread that is wanted as a file. */
export interface ThreadExportRequest {
  readonly thread: Thread;
  readonly format: ExportFormat;
}

/**
 * The threads by age, or those of the archive. Each can be opened, renamed in place, pinned, archived, exported and
 * deleted. One tab stop: arrow keys walk through the rows, F2 renames and Delete deletes. What is projected stands
 * between the button for a new chat and the list.
 */
@Component({
  selector: 'ck-thread-list',
  imports: [
    CdkMenu,
    CdkMenuItem,
    CdkMenuTrigger,
    LucideArchive,
    LucideArchiveRestore,
    LucideArrowLeft,
    LucideCheck,
    LucideDownload,
    LucideEllipsis,
    LucidePencil,
    LucidePin,
    LucidePinOff,
    LucideSquarePen,
    LucideTrash,
    LucideX,
  ],
  templateUrl: './thread-list.html',
  styles: [controlStyles],
  styleUrl: './thread-list.css',
  host: { '(keydown)': 'walk($event)' },
})
export class ThreadList {
  protected readonly texts = injectTexts();
  readonly threads = input.required<readonly Thread[]>();
  readonly currentId = input<string | null>(null);
  readonly phase = input<'unread' | 'loading' | 'ready' | 'failed'>('ready');
  readonly hasMore = input(false);
  /** The threads in which an answer is being made. */
  readonly runningIds = input<ReadonlySet<string>>(new Set());
  /** Whether these are the archived threads. */
  readonly archive = input(false);
  /** Whether something else stands in the place of the list. */
  readonly covered = input(false);
  readonly created = output<void>();
  readonly opened = output<string>();
  readonly renamed = output<ThreadRename>();
  readonly pinned = output<ThreadToggle>();
  readonly archived = output<ThreadToggle>();
  readonly exported = output<ThreadExportRequest>();
  readonly deleted = output<string>();
  readonly moreRequested = output<void>();
  readonly reloaded = output<void>();
  /** Somebody wants to see the archive, or to leave it. */
  readonly archiveRequested = output<boolean>();

  readonly #language = inject(Language);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly groups = computed(() =>
    groupThreads(this.threads(), new Date(), this.texts().threads, this.#language.code()),
  );
  protected readonly renaming = signal<string | null>(null);
  protected readonly firstLoad = computed(
    () => this.threads().length === 0 && (this.phase() === 'loading' || this.phase() === 'unread'),
  );
  readonly #walkedTo = linkedSignal<string | null, string | null>({ source: this.currentId, computation: (id) => id });
  /** The row that the tab key comes to. */
  protected readonly tabStop = computed(() => {
    const threads = this.threads();
    return (threads.find((thread) => thread.id === this.#walkedTo()) ?? threads[0])?.id;
  });

  protected walk(event: KeyboardEvent): void {
    const rows = [...this.#element.nativeElement.querySelectorAll<HTMLElement>('.title')];
    const place = rows.indexOf(event.target as HTMLElement);
    const thread = this.threads().find(({ id }) => id === rows[place]?.dataset['thread']);
    if (thread === undefined) {
      return;
    }
    const steps: Record<string, () => void> = {
      ArrowDown: () => rows[Math.min(place + 1, rows.length - 1)]?.focus(),
      ArrowUp: () => rows[Math.max(place - 1, 0)]?.focus(),
      Home: () => rows[0]?.focus(),
      End: () => rows.at(-1)?.focus(),
      F2: () => this.startRenaming(thread),
      Delete: () => this.remove(thread),
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      step();
    }
  }

  protected walkedTo(thread: Thread): void {
    this.#walkedTo.set(thread.id);
  }

  protected startRenaming(thread: Thread): void {
    this.renaming.set(thread.id);
    this.#focusSoon('input.name', (field) => (field as HTMLInputElement).select());
  }

  protected rename(thread: Thread, event: Event, field: HTMLInputElement): void {
    event.preventDefault();
    const title = field.value.trim();
    if (title !== '' && title !== thread.title) {
      this.renamed.emit({ threadId: thread.id, title });
    }
    this.leave(thread);
  }

  /** The keyboard goes on at the row that takes its place. */
  protected remove(thread: Thread): void {
    const threads = this.threads();
    const place = threads.indexOf(thread);
    const next = threads[place + 1] ?? threads[place - 1];
    this.deleted.emit(thread.id);
    this.#focusSoon(next === undefined ? '.new' : `[data-thread="${next.id}"]`);
  }

  /** Back to the row as it was, with the keyboard where it was. */
  protected leave(thread: Thread): void {
    this.renaming.set(null);
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
