import { Component } from '@angular/core';
import { AnswerTraceView, ChatProblem, SourceList, SourceViewer } from '@chatkit/angular';
import type { AnswerTrace, CitationCheck, DocumentText } from '@chatkit/contract';
import { Exhibit } from '../exhibit';
import { citations, manyCitations, passage, question } from '../samples';

const text = `# Travel\n\n## By rail\n\n${passage.quote}\n\nWhoever drives needs a reason.\n\n## Hotels\n\nA night in a hotel is paid up to 140 euros.`;
const start = text.indexOf(passage.quote);
const found = {
  chunkId: 'c1',
  documentId: 'document-1',
  title: 'Travel policy',
  headingPath: ['Travel', 'By rail'],
  rank: 1,
  score: 9.2,
};

/** Where answers come from. */
@Component({
  selector: 'app-source-page',
  imports: [AnswerTraceView, Exhibit, SourceList, SourceViewer],
  template: `
    <app-exhibit name="One source"><ck-source-list [citations]="few" /></app-exhibit>
    <app-exhibit name="Many sources"><ck-source-list [citations]="many" /></app-exhibit>
    <app-exhibit class="column" name="A source, loading"><ck-source-viewer [citation]="cited" /></app-exhibit>
    <app-exhibit class="column" name="A source, as it was cited">
      <ck-source-viewer [citation]="cited" [document]="document" [check]="check('exact')" [beside]="citations" />
    </app-exhibit>
    <app-exhibit class="column" name="A source that has changed">
      <ck-source-viewer [citation]="cited" [document]="document" [check]="check('source_changed')" />
    </app-exhibit>
    <app-exhibit class="column" name="A source that was deleted">
      <ck-source-viewer [citation]="cited" [document]="document" [check]="check('source_deleted')" />
    </app-exhibit>
    <app-exhibit class="column" name="A source that cannot be read">
      <ck-source-viewer [citation]="cited" [problem]="problem" />
    </app-exhibit>
    <app-exhibit class="column" name="Why this answer, loading"><ck-answer-trace /></app-exhibit>
    <app-exhibit class="column" name="Why this answer"><ck-answer-trace [trace]="trace" /></app-exhibit>
    <app-exhibit class="column" name="Why this answer, not loaded"><ck-answer-trace [problem]="problem" /></app-exhibit>
  `,
  styleUrl: './page.css',
  styles: `
    ck-source-viewer,
    ck-answer-trace {
      flex: 1;
      min-inline-size: 0;
    }
  `,
})
export class SourcePage {
  protected readonly few = [passage];
  protected readonly citations = citations;
  protected readonly many = manyCitations;
  protected readonly cited = { ...passage, start, end: start + passage.quote.length };
  protected readonly document: DocumentText = {
    documentId: 'document-1',
    versionId: 'version-1',
    title: 'Travel policy',
    mediaType: 'text/markdown',
    text,
  };
  protected readonly problem = new ChatProblem('not_found', '', 404);
  protected readonly trace: AnswerTrace = {
    retrieval: {
      queries: [{ text: question, weight: 1, keywords: null }],
      legs: [{ name: 'lexical', weight: 0.9, milliseconds: 3.2, found: [found] }],
      fused: [found],
      documents: 12,
      confidence: 0.91,
      leastConfidence: 0.4,
      supported: true,
    },
    prompt: {
      limit: 8000,
      rules: 310,
      question: 9,
      passages: 1640,
      history: 0,
      passagesLeftOut: 0,
      messagesLeftOut: 0,
    },
    milliseconds: { history: 0.4, retrieval: 4.1, firstToken: 310.5, whole: 1820.7 },
  };

  protected check(status: CitationCheck['status']): CitationCheck {
    return { status, citation: this.cited, current: null };
  }
}
