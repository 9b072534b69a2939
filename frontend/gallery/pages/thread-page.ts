import { Component } from '@angular/core';
import { ThreadList, ThreadSearch, UndoNotice } from '@chatkit/angular';
import { Exhibit } from '../exhibit';
import { noon, question, threads } from '../samples';

/** Threads, and what is found in them. */
@Component({
  selector: 'app-thread-page',
  imports: [Exhibit, ThreadList, ThreadSearch, UndoNotice],
  template: `
    <app-exhibit class="column" name="Threads, one open, one being answered">
      <ck-thread-list [threads]="threads" currentId="thread-2" [runningIds]="running" [hasMore]="true" />
    </app-exhibit>
    <app-exhibit class="column" name="Threads, loading"><ck-thread-list [threads]="[]" phase="loading" /></app-exhibit>
    <app-exhibit class="column" name="Threads, not loaded"
      ><ck-thread-list [threads]="[]" phase="failed"
    /></app-exhibit>
    <app-exhibit class="column" name="No threads"><ck-thread-list [threads]="[]" /></app-exhibit>
    <app-exhibit class="column" name="The archive">
      <ck-thread-list [threads]="threads.slice(4)" [archive]="true" />
    </app-exhibit>
    <app-exhibit class="column" name="The archive, empty"
      ><ck-thread-list [threads]="[]" [archive]="true"
    /></app-exhibit>
    <app-exhibit class="column" name="Search"><ck-thread-search query="hotel" [hits]="hits" /></app-exhibit>
    <app-exhibit class="column" name="Search, within a thread">
      <ck-thread-search query="hotel" [hits]="hits" [within]="true" />
    </app-exhibit>
    <app-exhibit class="column" name="Search without a find"
      ><ck-thread-search query="airship" [hits]="[]"
    /></app-exhibit>
    <app-exhibit class="column" name="Search, failed"><ck-thread-search query="hotel" [failed]="true" /></app-exhibit>
    <app-exhibit name="Deleted, to be undone"><ck-undo-notice [text]="undo" /></app-exhibit>
  `,
  styleUrl: './page.css',
  styles: `
    :host {
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr));
    }
    ck-thread-list,
    ck-thread-search {
      flex: 1;
      min-inline-size: 0;
      max-inline-size: 264px;
    }
  `,
})
export class ThreadPage {
  protected readonly threads = threads;
  protected readonly undo = question;
  protected readonly running = new Set(['thread-3']);
  protected readonly hits = threads.slice(1, 3).map((thread, index) => ({
    thread,
    message: index === 0 ? null : { id: 'answer-1', role: 'assistant' as const, createdAt: noon },
    text: 'A night in a hotel is paid up to 140 euros.',
    marks: [{ start: 13, end: 18 }],
  }));
}
