import { Component, input, output } from '@angular/core';
import { LucideCornerDownRight } from '@lucide/angular';
import { injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';

/** Questions to go on with, below an answer. */
@Component({
  selector: 'ck-follow-ups',
  imports: [LucideCornerDownRight],
  template: `
    <ul [attr.aria-label]="texts().answer.followUps">
      @for (question of questions(); track question) {
        <li>
          <button type="button" (click)="asked.emit(question)">
            <svg class="onward" lucideCornerDownRight [size]="16"></svg>
            <span dir="auto">{{ question }}</span>
          </button>
        </li>
      }
    </ul>
  `,
  styles: [controlStyles],
  styleUrl: './follow-ups.css',
})
export class FollowUps {
  protected readonly texts = injectTexts();
  readonly questions = input.required<readonly string[]>();
  readonly asked = output<string>();
}
