import { Component, computed, input, output } from '@angular/core';
import type { KnowledgeOverview } from '@chatkit/contract';
import { LucideMessageCircleQuestionMark } from '@lucide/angular';
import { injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';

/** What a new thread shows: a greeting, what can be asked about, and questions to begin with. */
@Component({
  selector: 'ck-start-screen',
  imports: [LucideMessageCircleQuestionMark],
  template: `
    <h2>{{ greeting() ?? texts().start.greeting }}</h2>
    <p>{{ scope() }}</p>
    @if (overview()?.starterQuestions; as questions) {
      <ul [attr.aria-label]="texts().start.questions">
        @for (question of questions; track question) {
          <li>
            <button type="button" (click)="asked.emit(question)">
              <svg lucideMessageCircleQuestionMark [size]="16"></svg>
              <span dir="auto">{{ question }}</span>
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
  protected readonly texts = injectTexts();
  readonly greeting = input<string>();
  /** Null until it is known. */
  readonly overview = input<KnowledgeOverview | null>(null);
  readonly asked = output<string>();

  protected readonly scope = computed(() => {
    const documents = this.overview()?.documents;
    const texts = this.texts().start;
    if (documents === undefined) {
      return texts.unknown;
    }
    return documents === 0 ? texts.nothing : texts.documents(documents);
  });
}
