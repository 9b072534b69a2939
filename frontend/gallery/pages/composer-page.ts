import { Component, signal } from '@angular/core';
import { Composer, FollowUps, StartScreen } from '@chatkit/angular';
import { Exhibit } from '../exhibit';
import { question } from '../samples';

const bytes = 32_768;
const lines = ['First, the fare.', 'Then the hotel, and the meals of each full day.', 'And what about a car?'].join(
  '\n',
);

/** Where a question is written, and what leads to one. */
@Component({
  selector: 'app-composer-page',
  imports: [Composer, Exhibit, FollowUps, StartScreen],
  template: `
    <app-exhibit name="Composer, to be tried">
      <ck-composer [text]="draft()" (edited)="draft.set($event)" (submitted)="draft.set('')" />
    </app-exhibit>
    @for (sample of samples; track sample.name) {
      <app-exhibit [name]="sample.name">
        <ck-composer
          [text]="sample.text"
          [busy]="sample.busy ?? false"
          [disabled]="sample.disabled ?? false"
          [note]="sample.note ?? null"
        />
      </app-exhibit>
    }
    <app-exhibit name="Start, before anything is known"><ck-start-screen /></app-exhibit>
    <app-exhibit name="Start"><ck-start-screen [overview]="overview" /></app-exhibit>
    <app-exhibit name="Start without documents"><ck-start-screen [overview]="nothing" /></app-exhibit>
    <app-exhibit name="Start with a greeting"
      ><ck-start-screen greeting="Ask the travel desk" [overview]="overview"
    /></app-exhibit>
    <app-exhibit name="Questions to go on with"><ck-follow-ups [questions]="overview.starterQuestions" /></app-exhibit>
  `,
  styleUrl: './page.css',
})
export class ComposerPage {
  protected readonly draft = signal('');
  protected readonly samples: readonly {
    readonly name: string;
    readonly text: string;
    readonly busy?: boolean;
    readonly disabled?: boolean;
    readonly note?: string;
  }[] = [
    { name: 'Composer, empty', text: '' },
    { name: 'Composer with several lines', text: lines },
    { name: 'Composer while an answer is made', text: '', busy: true, disabled: true },
    { name: 'Composer while an answer is made that the question can wait for', text: question, busy: true },
    { name: 'Composer, locked, with the reason', text: question, disabled: true, note: 'Sign in again to continue.' },
    { name: 'Composer near its limit', text: 'a'.repeat(bytes * 0.95) },
    { name: 'Composer beyond its limit', text: 'a'.repeat(bytes + 1) },
  ];
  protected readonly overview = { documents: 12, starterQuestions: [question, 'How many days of holiday do I get?'] };
  protected readonly nothing = { documents: 0, starterQuestions: [] };
}
