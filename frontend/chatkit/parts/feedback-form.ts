import { Component, afterNextRender, input, output, signal, viewChild, type ElementRef } from '@angular/core';
import type { Feedback, FeedbackReason } from '@chatkit/contract';
import { controlStyles } from './control-styles';

const longestComment = 2_000;

const reasons: readonly { readonly reason: FeedbackReason; readonly words: string }[] = [
  { reason: 'wrong', words: 'Wrong' },
  { reason: 'incomplete', words: 'Incomplete' },
  { reason: 'off_topic', words: 'Not what I asked' },
  { reason: 'bad_source', words: 'Sources do not support it' },
  { reason: 'outdated', words: 'Outdated' },
  { reason: 'other', words: 'Something else' },
];

/** Asks what is wrong with an answer. Escape leaves it as it was. */
@Component({
  selector: 'ck-feedback-form',
  template: `
    <form (submit)="$event.preventDefault(); submit()" (keydown.escape)="$event.stopPropagation(); cancelled.emit()">
      <fieldset>
        <legend>What is wrong with this answer?</legend>
        <div class="reasons">
          @for (choice of choices; track choice.reason) {
            <label class="reason">
              <input
                #option
                type="radio"
                name="reason"
                [checked]="reason() === choice.reason"
                (change)="reason.set(choice.reason)"
              />
              <span>{{ choice.words }}</span>
            </label>
          }
        </div>
      </fieldset>
      <textarea
        #comment
        rows="2"
        aria-label="More about it, if you like"
        placeholder="More about it, if you like"
        [maxLength]="longest"
        [value]="given()?.comment ?? ''"
      ></textarea>
      <div class="choices">
        <button type="button" class="button" (click)="cancelled.emit()">Cancel</button>
        <button type="submit" class="button primary">Send</button>
      </div>
    </form>
  `,
  styles: [controlStyles],
  styleUrl: './feedback-form.css',
})
export class FeedbackForm {
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
