import { Component, ElementRef, afterRenderEffect, computed, inject, input, output, signal } from '@angular/core';
import type { Citation } from '@chatkit/contract';
import { LucideCheck, LucideCopy, LucideListTree, LucidePencil, LucideRefreshCw, LucideSearchX } from '@lucide/angular';
import type { ChatMessage } from '../chat-message';
import { copyText } from '../copy-text';
import { controlStyles } from './control-styles';
import { ErrorNotice } from './error-notice';
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
    LucideCheck,
    LucideCopy,
    LucideListTree,
    LucidePencil,
    LucideRefreshCw,
    LucideSearchX,
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
  protected readonly step = computed(() => describeStep(this.message().step));
  protected readonly lost = computed(() => this.message().connection === 'lost');
  protected readonly reconnecting = computed(() => this.message().connection === 'reconnecting');
  protected readonly known = computed(() => {
    const { citations, sources } = this.message();
    return this.generating() ? sources : citations;
  });
  protected readonly noAnswer = computed(() => this.message().status === 'no_answer');
  protected readonly regenerable = computed(() => !this.locked() && this.message().status !== 'failed');
  protected readonly editable = computed(() => !this.locked() && this.message().id !== null);
  protected readonly copied = signal(false);

  constructor() {
    afterRenderEffect(() => {
      const edited = this.edit() !== null;
      if (this.#wasEdited && !edited && document.activeElement === document.body) {
        this.#element.nativeElement.querySelector<HTMLElement>('.edit')?.focus();
      }
      this.#wasEdited = edited;
    });
  }

  protected async copy(): Promise<void> {
    this.copied.set(await copyText(this.message().content));
    setTimeout(() => this.copied.set(false), 1_600);
  }
}
