import { Component, ElementRef, afterRenderEffect, computed, inject, input, output, signal } from '@angular/core';
import type { Citation, Feedback } from '@chatkit/contract';
import {
  LucideCheck,
  LucideCopy,
  LucideFileCode,
  LucideListTree,
  LucidePencil,
  LucideRefreshCw,
  LucideSearchX,
  LucideThumbsDown,
  LucideThumbsUp,
} from '@lucide/angular';
import type { ChatMessage } from '../chat-message';
import { copyText } from '../copy-text';
import { injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';
import { ErrorNotice } from './error-notice';
import { FeedbackForm } from './feedback-form';
import { MarkdownView } from './markdown';
import { QuestionEditor } from './question-editor';
import { SourceList } from './source-list';
import { describeStep } from './step-words';
import { VersionPicker } from './version-picker';

/** One message: a question in a bubble, or an answer with its sources, its state and what can be done with it. */
@Component({
  selector: 'ck-message',
  imports: [
    ErrorNotice,
    FeedbackForm,
    LucideCheck,
    LucideCopy,
    LucideFileCode,
    LucideListTree,
    LucidePencil,
    LucideRefreshCw,
    LucideSearchX,
    LucideThumbsDown,
    LucideThumbsUp,
    MarkdownView,
    QuestionEditor,
    SourceList,
    VersionPicker,
  ],
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
  protected readonly texts = injectTexts();
  readonly message = input.required<ChatMessage>();
  /** Whether it is the last one: its actions are always in sight. */
  readonly latest = input(false);
  /** What is typed while the question is written anew; null while it is not. */
  readonly edit = input<string | null>(null);
  /** Whether nothing can be asked anew now, nor another version be shown. */
  readonly locked = input(false);
  readonly sourceOpened = output<Citation>();
  /** It went wrong, or another answer is wanted. */
  readonly retried = output<void>();
  /** Somebody wants to see how the answer came about. */
  readonly traceRequested = output<void>();
  /** What somebody thinks of the answer; null takes it back. */
  readonly judged = output<Feedback | null>();
  readonly editStarted = output<void>();
  readonly editTyped = output<string>();
  readonly editSubmitted = output<string>();
  readonly editCancelled = output<void>();
  /** The id of another version of this message, to be shown in its place. */
  readonly versionChosen = output<string>();

  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);
  #wasEdited = false;

  protected readonly generating = computed(() => this.message().status === 'generating');
  protected readonly waiting = computed(() => this.generating() && this.message().content === '');
  protected readonly step = computed(() => describeStep(this.message().step, this.texts().answer));
  protected readonly lost = computed(() => this.message().connection === 'lost');
  protected readonly reconnecting = computed(() => this.message().connection === 'reconnecting');
  protected readonly known = computed(() => {
    const { citations, sources } = this.message();
    return this.generating() ? sources : citations;
  });
  protected readonly noAnswer = computed(() => this.message().status === 'no_answer');
  protected readonly regenerable = computed(() => !this.locked() && this.message().status !== 'failed');
  protected readonly editable = computed(() => !this.locked() && this.message().id !== null);
  /** In which an answer can be copied. */
  protected readonly forms = ['text', 'markdown'] as const;
  protected readonly copied = signal<'text' | 'markdown' | null>(null);
  /** Whether it is asked what is wrong with the answer. */
  protected readonly explaining = signal(false);

  constructor() {
    afterRenderEffect(() => {
      const edited = this.edit() !== null;
      if (this.#wasEdited && !edited && document.activeElement === document.body) {
        this.#element.nativeElement.querySelector<HTMLElement>('.edit')?.focus();
      }
      this.#wasEdited = edited;
    });
  }

  protected rate(rating: Feedback['rating']): void {
    const isTakenBack = this.message().feedback?.rating === rating;
    this.judged.emit(isTakenBack ? null : { rating, reason: null, comment: null });
    this.explaining.set(rating === 'down' && !isTakenBack);
  }

  protected explain(feedback: Feedback): void {
    this.judged.emit(feedback);
    this.stopExplaining();
  }

  protected stopExplaining(): void {
    this.explaining.set(false);
    this.#element.nativeElement.querySelector<HTMLElement>('.down')?.focus();
  }

  protected async copy(form: 'text' | 'markdown'): Promise<void> {
    const { content } = this.message();
    const isCopied = await copyText(form === 'text' ? await plainText(content) : content);
    this.copied.set(isCopied ? form : null);
    setTimeout(() => this.copied.set(null), 1_600);
  }
}

/** Loaded with the first copy: the floating chat keeps to its budget. */
async function plainText(markdown: string): Promise<string> {
  try {
    const { plainTextOf } = await import('../markdown/plain-text');
    return plainTextOf(markdown);
  } catch {
    // offline: with its Markdown rather than not at all
    return markdown;
  }
}
