import { Component } from '@angular/core';
import { ErrorNotice, VersionPicker, WaitingQuestions, injectTexts } from '@chatkit/angular';
import { Exhibit } from '../exhibit';
import { question } from '../samples';

/** What went wrong, and what waits. */
@Component({
  selector: 'app-notice-page',
  imports: [ErrorNotice, Exhibit, VersionPicker, WaitingQuestions],
  template: `
    @for (code of codes; track code) {
      <app-exhibit [name]="code">
        <ck-error-notice [code]="code" [action]="texts().buttons.tryAgain" [dismissible]="true" />
      </app-exhibit>
    }
    <app-exhibit name="A problem that nothing can be done about"><ck-error-notice code="internal" /></app-exhibit>
    @for (state of states; track state) {
      <app-exhibit [name]="'Question, ' + state">
        <ck-waiting-questions [questions]="[waiting(state)]" [offline]="state === 'waiting'" />
      </app-exhibit>
    }
    @for (index of [0, 1, 2]; track index) {
      <app-exhibit [name]="'Version ' + (index + 1)">
        <ck-version-picker aria-label="Versions" [siblings]="{ index, count: 3, ids: ['a', 'b', 'c'] }" />
      </app-exhibit>
    }
  `,
  styleUrl: './page.css',
})
export class NoticePage {
  protected readonly texts = injectTexts();
  protected readonly states = ['waiting', 'sending', 'refused'] as const;
  protected readonly codes = ['offline', 'unauthenticated', 'quota_exceeded', 'model_unavailable'] as const;

  protected waiting(state: (typeof this.states)[number]) {
    const problem = state === 'refused' ? ('rate_limited' as const) : null;
    return { key: state, threadId: null, content: question, order: 1, state, problem };
  }
}
