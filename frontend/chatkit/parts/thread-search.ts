import { Component, type ElementRef, computed, inject, input, linkedSignal, output, viewChild } from '@angular/core';
import type { SearchHit } from '@chatkit/contract';
import { LucideSearch, LucideX } from '@lucide/angular';
import { Language, injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';
import { isEnter } from './is-enter';
import { splitMarks } from './split-marks';

let instances = 0;

/** A field to search the threads, and what was found below it: arrow keys choose, Enter opens, Escape ends the search. */
@Component({
  selector: 'ck-thread-search',
  imports: [LucideSearch, LucideX],
  templateUrl: './thread-search.html',
  styles: [controlStyles],
  styleUrl: './thread-search.css',
  host: { '[class.open]': "query() !== ''" },
})
export class ThreadSearch {
  protected readonly texts = injectTexts();
  readonly query = input('');
  /** What was found; null while nothing has been looked for. */
  readonly hits = input<readonly SearchHit[] | null>(null);
  readonly failed = input(false);
  /** Whether only the open thread is searched; null where none is open. */
  readonly within = input<boolean | null>(null);
  readonly withinChosen = output<boolean>();
  readonly typed = output<string>();
  readonly opened = output<SearchHit>();

  readonly #language = inject(Language);
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');

  protected readonly listId = `ck-search-${(instances += 1)}`;
  protected readonly shortcut = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K';
  protected readonly rows = computed(() =>
    (this.hits() ?? []).map((hit, index) => ({
      hit,
      id: `${this.listId}-${index}`,
      pieces: splitMarks(hit),
      date: new Date(hit.message?.createdAt ?? hit.thread.updatedAt).toLocaleDateString(this.#language.code(), {
        day: 'numeric',
        month: 'short',
      }),
    })),
  );
  protected readonly active = linkedSignal({ source: this.hits, computation: () => 0 });
  protected readonly summary = computed(() => {
    if (this.failed()) {
      return this.texts().search.failed;
    }
    const hits = this.hits();
    return hits === null || hits.length > 0 ? '' : this.texts().search.nothing;
  });

  /** Puts the cursor into the field. */
  focus(): void {
    this.field().nativeElement.focus();
    this.field().nativeElement.select();
  }

  protected choose(event: KeyboardEvent): void {
    const rows = this.rows();
    // while an input method composes, its keys are its own
    if (event.isComposing) {
      return;
    }
    if (event.key === 'Escape' && this.query() !== '') {
      event.stopPropagation();
      this.typed.emit('');
    } else if (isEnter(event) && rows.length > 0) {
      this.#open(this.active());
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && rows.length > 0) {
      this.active.update((active) => (active + (event.key === 'ArrowDown' ? 1 : rows.length - 1)) % rows.length);
      (this.field().nativeElement.getRootNode() as Document | ShadowRoot)
        .getElementById(rows[this.active()]?.id ?? '')
        ?.scrollIntoView({ block: 'nearest' });
    } else {
      return;
    }
    event.preventDefault();
  }

  protected open(index: number): void {
    this.active.set(index);
    this.#open(index);
  }

  protected clear(): void {
    this.typed.emit('');
    this.focus();
  }

  #open(index: number): void {
    const row = this.rows()[index];
    if (row !== undefined) {
      this.opened.emit(row.hit);
    }
  }
}
