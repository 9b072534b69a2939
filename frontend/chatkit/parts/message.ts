import { Component, computed, input, output, signal } from '@angular/core';
import type { Citation } from '@chatkit/contract';
import { LucideCheck, LucideCopy, LucideRefreshCw, LucideSearchX } from '@lucide/angular';
import type { ChatMessage } from '../chat-message';
import { copyText } from '../copy-text';
import { controlStyles } from './control-styles';
import { ErrorNotice } from './error-notice';
import { MarkdownView } from './markdown';
import { SourceList } from './source-list';
import { describeStep } from './step-words';

/** One message: a question in a bubble, or an answer with its sources, its state and what can be done with it. */
@Component({
  selector: 'ck-message',
  imports: [ErrorNotice, LucideCheck, LucideCopy, LucideRefreshCw, LucideSearchX, MarkdownView, SourceList],
  templateUrl: './message.html',
  styles: [controlStyles],
  styleUrl: './message.css',
  host: {
    '[attr.data-role]': 'message().role',
    '[attr.data-state]': 'message().status',
    '[attr.data-latest]': 'latest() || null',
  },
})
export class MessageView {
  readonly message = input.required<ChatMessage>();
  /** Whether it is the last one: its actions are always in sight. */
  readonly latest = input(false);
  readonly sourceOpened = output<Citation>();
  readonly retried = output<void>();

  protected readonly generating = computed(() => this.message().status === 'generating');
  protected readonly waiting = computed(() => this.generating() && this.message().content === '');
  protected readonly step = computed(() => describeStep(this.message().step));
  protected readonly lost = computed(() => this.message().connection === 'lost');
  protected readonly reconnecting = computed(() => this.message().connection === 'reconnecting');
  protected readonly known = computed(() => {
    const { citations, sources } = this.message();
    return this.generating() ? sources : citations;
  });
  protected readonly noAnswer = computed(() => this.message().status === 'no_answer');
  protected readonly askableAgain = computed(
    () => this.latest() && (this.message().status === 'stopped' || this.noAnswer()),
  );
  protected readonly copied = signal(false);

  protected async copy(): Promise<void> {
    this.copied.set(await copyText(this.message().content));
    setTimeout(() => this.copied.set(false), 1_600);
  }
}
