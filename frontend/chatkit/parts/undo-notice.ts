import { Component, DestroyRef, inject, input, output } from '@angular/core';
import { LucideX } from '@lucide/angular';
import { injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';

const shownMs = 10_000;
const lookMs = 250;

/**
 * Says what was done and offers to undo it. It goes after 10 seconds, but not while the pointer or the keyboard is on it,
 * and it goes in any case when it is too late to undo.
 */
@Component({
  selector: 'ck-undo-notice',
  imports: [LucideX],
  template: `
    <div
      class="notice"
      (pointerenter)="held = true"
      (pointerleave)="held = false"
      (focusin)="focused = true"
      (focusout)="focused = false"
    >
      <p role="status">{{ text() }}</p>
      <button type="button" class="button" (click)="undone.emit()">{{ texts().buttons.undo }}</button>
      <button type="button" class="icon-button" [attr.aria-label]="texts().buttons.dismiss" (click)="dismissed.emit()">
        <svg lucideX [size]="16"></svg>
      </button>
    </div>
  `,
  styles: [
    controlStyles,
    `
      :host {
        display: block;
        font-size: 14px;
        line-height: 20px;
      }
      .notice {
        display: flex;
        align-items: center;
        gap: 8px;
        margin: 8px 12px 12px;
        padding-block: 6px;
        padding-inline: 12px 6px;
        border: 1px solid var(--ck-border);
        border-radius: var(--ck-radius-small);
        background: var(--ck-surface-raised);
        box-shadow: var(--ck-shadow);
      }
      p {
        flex: 1;
        min-width: 0;
        margin: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .button {
        min-height: 32px;
        padding-block: 4px;
      }
      .icon-button {
        width: 32px;
        height: 32px;
      }
    `,
  ],
})
export class UndoNotice {
  protected readonly texts = injectTexts();
  readonly text = input.required<string>();
  /** How many milliseconds from now on it can be undone. */
  readonly withinMs = input(28_000);
  readonly undone = output<void>();
  readonly dismissed = output<void>();

  protected held = false;
  protected focused = false;

  constructor() {
    let shown = 0;
    let waited = 0;
    const timer = setInterval(() => {
      waited += lookMs;
      shown += this.held || this.focused ? 0 : lookMs;
      if (shown >= shownMs || waited >= this.withinMs()) {
        clearInterval(timer);
        this.dismissed.emit();
      }
    }, lookMs);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
