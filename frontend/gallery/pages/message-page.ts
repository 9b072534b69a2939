import { Component } from '@angular/core';
import { MessageView, type ChatMessage } from '@chatkit/angular';
import { FeedbackForm } from '../../chatkit/parts/feedback-form';
import { Exhibit } from '../exhibit';
import { answer, asked, citations, failure, manyCitations, question, richAnswer, shortAnswer } from '../samples';

interface Sample {
  readonly name: string;
  readonly message: ChatMessage;
  /** What is typed where the question is written anew. */
  readonly edit?: string;
}

const versions = { index: 1, count: 3, ids: ['a', 'b', 'c'] };
const waiting = { status: 'generating', content: '' } as const;
const found = { code: 'retrieving', counts: { documents: 12 } } as const;

const samples: readonly Sample[] = [
  { name: 'Question', message: asked({}) },
  { name: 'Question, not confirmed yet', message: asked({ id: null, status: 'sending' }) },
  { name: 'Question with versions', message: asked({ siblings: versions }) },
  { name: 'Question, written anew', message: asked({}), edit: question },
  { name: 'Answer, sent for', message: answer(waiting) },
  { name: 'Answer, searching', message: answer({ ...waiting, step: found }) },
  {
    name: 'Answer, streaming',
    message: answer({
      status: 'generating',
      content: 'After a journey you get back **the fare**, the hotel and',
      sources: citations,
    }),
  },
  {
    name: 'Answer, streaming, connection lost for now',
    message: answer({ status: 'generating', connection: 'reconnecting' }),
  },
  { name: 'Answer, connection lost', message: answer({ status: 'generating', connection: 'lost' }) },
  { name: 'Answer', message: answer({ citations }) },
  { name: 'Answer with all that Markdown has', message: answer({ content: richAnswer, citations }) },
  { name: 'Answer with many sources', message: answer({ citations: manyCitations }) },
  {
    name: 'Answer with versions, found good',
    message: answer({ siblings: versions, feedback: { rating: 'up', reason: null, comment: null } }),
  },
  { name: 'No answer', message: answer({ status: 'no_answer', content: '', citations }) },
  { name: 'Answer, stopped', message: answer({ status: 'stopped', content: 'After a journey you get back the fare' }) },
  {
    name: 'Answer, failed, to be tried again',
    message: answer({ ...failure('model_timeout', true), content: shortAnswer }),
  },
  { name: 'Answer, failed for good', message: answer({ ...failure('model_refused', false), content: '' }) },
];

/** Questions and answers. */
@Component({
  selector: 'app-message-page',
  imports: [Exhibit, FeedbackForm, MessageView],
  template: `
    @for (sample of samples; track sample.name) {
      <app-exhibit [name]="sample.name">
        <ck-message [message]="sample.message" [latest]="true" [edit]="sample.edit ?? null" />
      </app-exhibit>
    }
    <app-exhibit name="What is wrong with an answer"><ck-feedback-form [given]="complaint" /></app-exhibit>
  `,
  styleUrl: './page.css',
})
export class MessagePage {
  protected readonly samples = samples;
  protected readonly complaint = { rating: 'down', reason: 'incomplete', comment: 'The meals are missing.' } as const;
}
