import { Component, computed, input, output } from '@angular/core';
import { LucideClock, LucidePencil, LucideRefreshCw, LucideX } from '@lucide/angular';
import { injectTexts } from '@chatkit/angular/languages';
import type { WaitingQuestion } from '../waiting-question';
import { controlStyles } from './control-styles';

/** The questions that are not sent yet, each with what it waits for and what can be done with it. */
@Component({
  selector: 'ck-waiting-questions',
  imports: [LucideClock, LucidePencil, LucideRefreshCw, LucideX],
  template: `
    <ul [attr.aria-label]="texts().waiting.name">
      @for (question of questions(); track question.key) {
        <li [attr.data-state]="question.state">
          <div class="bubble" dir="auto">{{ question.content }}</div>
          <div class="state">
            <p><svg lucideClock [size]="14"></svg>{{ describe(question, question === next()) }}</p>
            <div class="choices">
              @if (question.state === 'refused') {
                <button type="button" class="button" [disabled]="locked()" (click)="sentAgain.emit(question.key)">
                  <svg lucideRefreshCw [size]="16"></svg>{{ texts().question.sendAgain }}
                </button>
              }
              @if (question.state !== 'sending') {
                <button
                  type="button"
                  class="icon-button"
                  [title]="texts().question.edit"
                  [attr.aria-label]="texts().waiting.editHint"
                  (click)="edited.emit(question.key)"
                >
                  <svg lucidePencil [size]="15"></svg>
                </button>
                <button
                  type="button"
                  class="icon-button"
                  [title]="texts().waiting.remove"
                  [attr.aria-label]="texts().waiting.removeHint"
                  (click)="removed.emit(question.key)"
                >
                  <svg lucideX [size]="16"></svg>
                </button>
              }
            </div>
          </div>
        </li>
      }
    </ul>
  `,
  styles: [controlStyles],
  styleUrl: './waiting-questions.css',
})
export class WaitingQuestions {
  protected readonly texts = injectTexts();
  readonly questions = input.required<readonly WaitingQuestion[]>();
  readonly offline = input(false);
  /** Whether an answer is being made in front of them. */
  readonly behindAnswer = input(false);
  /** Whether nothing can be asked now. */
  readonly locked = input(false);
  /** Somebody wants to write the question with this key anew. */
  readonly edited = output<string>();
  readonly removed = output<string>();
  readonly sentAgain = output<string>();

  /** The one that is sent before the others. */
  protected readonly next = computed(() => this.questions().find(({ state }) => state !== 'refused'));

  protected describe({ state, problem }: WaitingQuestion, first: boolean): string {
    const { waiting: texts, problems } = this.texts();
    if (state === 'sending') {
      return texts.sending;
    }
    if (state === 'refused') {
      const { title, advice } = problems[problem ?? 'internal'];
      return texts.refused(title, advice);
    }
    if (!first) {
      return texts.next;
    }
    if (this.offline()) {
      return texts.offline;
    }
    if (this.behindAnswer() || problem === 'turn_running') {
      return texts.answer;
    }
    return problem === null ? texts.soon : texts.because(problems[problem].title);
  }
}
