import { Component, computed, input, output } from '@angular/core';
import type { KnowledgeOverview } from '@chatkit/contract';
import { LucideMessageCircleQuestionMark } from '@lucide/angular';
import { controlStyles } from './control-styles';
import { count } from './step-words';

/** What a new thread shows: a greeting, what can be asked about, and questions to begin with. */
@Component({
  selector: 'ck-start-screen',
  imports: [LucideMessageCircleQuestionMark],
  template: `
    <h2>{{ greeting() }}</h2>
    <p>{{ scope() }}</p>
    @if (overview()?.starterQuestions; as questions) {
      <ul aria-label="Questions to begin with">
        @for (question of questions; track question) {
          <li>
            <button type="button" (click)="asked.emit(question)">
              <svg lucideMessageCircleQuestionMark [size]="16"></svg>
              <span>{{ question }}</span>
            </button>
          </li>
        }
      </ul>
    }
  `,
  styles: [controlStyles],
  styleUrl: './start-screen.css',
})
export class StartScreen {
  readonly greeting = input('What would you like to know?');
  /** Null until it is known. */
  readonly overview = input<KnowledgeOverview | null>(null);
  readonly asked = output<string>();

  protected readonly scope = computed(() => {
    const documents = this.overview()?.documents;
    if (documents === undefined) {
      return 'Answers come from your documents, with sources you can check.';
    }
    return documents === 0
      ? 'There are no documents yet. Add some under Knowledge, and answers will come from them.'
      : `Ask about ${count(documents, 'document')}. Every answer names its sources.`;
  });
}
