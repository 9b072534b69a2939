import { Component, computed, input, output } from '@angular/core';
import { LucideCircleAlert, LucideX } from '@lucide/angular';
import type { ChatProblemCode } from '../chat-problem';
import { injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';

/** What went wrong in plain words, with the next step as a button. */
@Component({
  selector: 'ck-error-notice',
  imports: [LucideCircleAlert, LucideX],
  template: `
    <svg lucideCircleAlert></svg>
    <div class="words">
      <strong>{{ words().title }}</strong>
      <span>{{ words().advice }}</span>
    </div>
    @if (action(); as label) {
      <button type="button" class="button" (click)="chosen.emit()">{{ label }}</button>
    }
    @if (dismissible()) {
      <button type="button" class="icon-button" [attr.aria-label]="texts().buttons.dismiss" (click)="dismissed.emit()">
        <svg lucideX></svg>
      </button>
    }
  `,
  styles: [
    controlStyles,
    `
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
        padding: 10px 14px;
        border-radius: var(--ck-radius-small);
        background: var(--ck-danger-soft);
        font-size: 14px;
        line-height: 1.45;
      }
      :host > svg {
        color: var(--ck-danger);
      }
      .words {
        display: grid;
        flex: 1 1 12em;
      }
      strong {
        font-weight: 600;
      }
    `,
  ],
  host: { role: 'alert' },
})
export class ErrorNotice {
  protected readonly texts = injectTexts();
  readonly code = input.required<ChatProblemCode>();
  /** The next step as a button's label; null for none. */
  readonly action = input<string | null>(null);
  readonly dismissible = input(false);
  readonly chosen = output<void>();
  readonly dismissed = output<void>();

  protected readonly words = computed(() => this.texts().problems[this.code()]);
}
