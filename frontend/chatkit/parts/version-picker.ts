import { Component, computed, input, output } from '@angular/core';
import type { Siblings } from '@chatkit/contract';
import { LucideChevronLeft, LucideChevronRight } from '@lucide/angular';
import { injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';

/** Goes through the versions of a question or an answer. */
@Component({
  selector: 'ck-version-picker',
  imports: [LucideChevronLeft, LucideChevronRight],
  template: `
    <button
      type="button"
      class="icon-button"
      [title]="texts().versions.previous"
      [attr.aria-label]="texts().versions.previous"
      [attr.aria-disabled]="previous() === undefined || null"
      (click)="choose(previous())"
    >
      <svg class="onward" lucideChevronLeft [size]="16"></svg>
    </button>
    <span dir="auto" aria-live="polite">{{ texts().place(siblings().index + 1, siblings().count) }}</span>
    <button
      type="button"
      class="icon-button"
      [title]="texts().versions.next"
      [attr.aria-label]="texts().versions.next"
      [attr.aria-disabled]="next() === undefined || null"
      (click)="choose(next())"
    >
      <svg class="onward" lucideChevronRight [size]="16"></svg>
    </button>
  `,
  styles: [controlStyles],
  styleUrl: './version-picker.css',
  host: { role: 'group' },
})
export class VersionPicker {
  protected readonly texts = injectTexts();
  readonly siblings = input.required<Siblings>();
  /** Whether no other version can be shown now. */
  readonly locked = input(false);
  /** The id of the version to be shown. */
  readonly chosen = output<string>();

  protected readonly previous = computed(() => this.#at(this.siblings().index - 1));
  protected readonly next = computed(() => this.#at(this.siblings().index + 1));

  /** A button at the end keeps the keyboard: it is not disabled, it does nothing. */
  protected choose(id: string | undefined): void {
    if (id !== undefined) {
      this.chosen.emit(id);
    }
  }

  #at(index: number): string | undefined {
    return this.locked() ? undefined : this.siblings().ids[index];
  }
}
