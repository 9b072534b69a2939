import { Component, afterNextRender, input, output, signal, viewChild, type ElementRef } from '@angular/core';
import type { Feedback, FeedbackReason } from '@chatkit/contract';
import { injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';

const longestComment = 2_000;

const reasons: readonly FeedbackReason[] = ['wrong', 'incomplete', 'off_topic', 'bad_source', 'outdated', 'other'];

/** Asks what is wrong with an answer. Escape leaves it as it was. */
@Component({
  selector: 'ck-feedback-form',
  template: `
    <form (submit)="$event.preventDefault(); submit()" (keydown.escape)="$event.stopPropagation(); cancelled.emit()">
      <fieldset>
        <legend>{{ texts().feedback.question }}</legend>
        <div class="reasons">
          @for (choice of choices; track choice) {
            <label class="reason">
              <input #option type="radio" name="reason" [checked]="reason() === choice" (change)="reason.set(choice)" />
              <span>{{ texts().feedback.reasons[choice] }}</span>
            </label>
          }
        </div>
      </fieldset>
      <textarea
        #comment
        rows="2"
        [attr.aria-label]="texts().feedback.comment"
        [placeholder]="texts().feedback.comment"
        [maxLength]="longest"
        [value]="given()?.comment ?? ''"
      ></textarea>
      <div class="choices">
        <button type="button" class="button" (click)="cancelled.emit()">{{ texts().buttons.cancel }}</button>
        <button type="submit" class="button primary">{{ texts().buttons.send }}</button>
      </div>
    </form>
  `,
  styles: [controlStyles],
  styleUrl: './feedback-form.css',
})
export class FeedbackForm {
  protected readonly texts = injectTexts();
  /** What was said before. */
  readonly given = input<Feedback | null>(null);
  readonly submitted = output<Feedback>();
  readonly cancelled = output<void>();

  protected readonly choices = reasons;
  protected readonly longest = longestComment;
  protected readonly reason = signal<FeedbackReason | null>(null);
  private readonly option = viewChild.required<ElementRef<HTMLInputElement>>('option');
  private readonly comment = viewChild.required<ElementRef<HTMLTextAreaElement>>('comment');

  constructor() {
    afterNextRender(() => {
      this.reason.set(this.given()?.reason ?? null);
      this.option().nativeElement.focus();
    });
  }

  protected submit(): void {
    const comment = this.comment().nativeElement.value.trim();
    this.submitted.emit({ rating: 'down', reason: this.reason(), comment: comment === '' ? null : comment });
  }
}
