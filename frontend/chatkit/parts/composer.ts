import { Component, type ElementRef, computed, input, output, viewChild } from '@angular/core';
import { LucideArrowUp, LucideSquare } from '@lucide/angular';
import { injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';
import { isEnter } from './is-enter';

const maxBytes = 32_768;
const encoder = new TextEncoder();

/** Where a question is written. Enter sends, Shift+Enter breaks the line. */
@Component({
  selector: 'ck-composer',
  imports: [LucideArrowUp, LucideSquare],
  templateUrl: './composer.html',
  styles: [controlStyles],
  styleUrl: './composer.css',
})
export class Composer {
  protected readonly texts = injectTexts();
  readonly text = input.required<string>();
  /** Whether an answer is being made: then it can be stopped. */
  readonly busy = input(false);
  readonly disabled = input(false);
  /** Why nothing can be sent, or what happens when it is. */
  readonly note = input<string | null>(null);
  readonly placeholder = input<string>();
  readonly edited = output<string>();
  readonly submitted = output<string>();
  readonly stopped = output<void>();

  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');

  protected readonly maxBytes = maxBytes;
  protected readonly bytes = computed(() => encoder.encode(this.text()).length);
  protected readonly tooLong = computed(() => this.bytes() > maxBytes);
  protected readonly nearLimit = computed(() => this.bytes() > maxBytes * 0.9);
  protected readonly sendable = computed(() => this.text().trim() !== '' && !this.tooLong() && !this.disabled());
  protected readonly described = computed(() => {
    const ids = [this.nearLimit() ? 'ck-composer-limit' : '', this.note() === null ? '' : 'ck-composer-note'];
    return ids.join(' ').trim() || null;
  });

  /** Puts the cursor into the field. */
  focus(): void {
    this.field().nativeElement.focus();
  }

  protected edit(event: Event): void {
    this.edited.emit((event.target as HTMLTextAreaElement).value);
  }

  protected submitOnEnter(event: KeyboardEvent): void {
    if (isEnter(event) && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
  }

  protected submit(): void {
    if (this.sendable()) {
      this.submitted.emit(this.text());
    }
  }
}
