import { Component, type ElementRef, afterNextRender, computed, input, output, viewChild } from '@angular/core';
import { injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';
import { isEnter } from './is-enter';

/** A question being written anew, in the place where it stands. Enter sends, Escape leaves it as it was. */
@Component({
  selector: 'ck-question-editor',
  template: `
    <form (submit)="$event.preventDefault(); submit()">
      <div class="grow" [attr.data-text]="text()">
        <textarea
          #field
          rows="1"
          [attr.aria-label]="texts().question.editor"
          enterkeyhint="send"
          [value]="text()"
          (input)="edited.emit(field.value)"
          (keydown)="submitOnEnter($event)"
          (keydown.escape)="$event.stopPropagation(); cancelled.emit()"
        ></textarea>
      </div>
      <div class="choices">
        <button type="button" class="button" (click)="cancelled.emit()">{{ texts().buttons.cancel }}</button>
        <button type="submit" class="button primary" [disabled]="!sendable()">{{ texts().buttons.send }}</button>
      </div>
    </form>
  `,
  styles: [controlStyles],
  styleUrl: './question-editor.css',
})
export class QuestionEditor {
  protected readonly texts = injectTexts();
  readonly text = input.required<string>();
  /** Whether nothing can be asked now. */
  readonly locked = input(false);
  readonly edited = output<string>();
  readonly submitted = output<string>();
  readonly cancelled = output<void>();

  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');

  protected readonly sendable = computed(() => this.text().trim() !== '' && !this.locked());

  constructor() {
    afterNextRender(() => {
      const field = this.field().nativeElement;
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length);
    });
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
