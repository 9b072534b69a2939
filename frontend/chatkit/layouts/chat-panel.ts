import {
  Component,
  ElementRef,
  afterNextRender,
  computed,
  inject,
  Injector,
  input,
  linkedSignal,
  output,
  resource,
  signal,
  viewChild,
} from '@angular/core';
import type { Citation } from '@chatkit/contract';
import { ChatKit } from '../chat-kit';
import type { QuestionEdit } from '../chat-message';
import { toChatProblem } from '../chat-problem';
import { injectTexts } from '@chatkit/angular/languages';
import { AnswerTraceView } from '../parts/answer-trace';
import { Composer } from '../parts/composer';
import { controlStyles } from '../parts/control-styles';
import { ErrorNotice } from '../parts/error-notice';
import { FollowUps } from '../parts/follow-ups';
import { MessageList } from '../parts/message-list';
import { SourceViewer } from '../parts/source-viewer';
import { StartScreen } from '../parts/start-screen';
import { WaitingQuestions } from '../parts/waiting-questions';
import { announce, type ThreadMoment } from './announce';
import { elementWidth } from './element-width';

const besideFrom = 900;

/** One thread: its messages, the composer, and a source beside or over them. Wires the parts to `ChatKit`. */
@Component({
  selector: 'ck-chat-panel',
  imports: [
    AnswerTraceView,
    Composer,
    ErrorNotice,
    FollowUps,
    MessageList,
    SourceViewer,
    StartScreen,
    WaitingQuestions,
  ],
  templateUrl: './chat-panel.html',
  styles: [controlStyles],
  styleUrl: './chat-panel.css',
  host: { '(keydown.escape)': 'closeSourceFirst($event)' },
})
export class ChatPanel {
  protected readonly texts = injectTexts();
  readonly greeting = input<string>();
  /** The session has ended: somebody must sign in again. */
  readonly signInRequested = output<void>();

  protected readonly kit = inject(ChatKit);
  readonly #injector = inject(Injector);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #width = elementWidth();
  private readonly composer = viewChild(Composer);
  private readonly viewer = viewChild(SourceViewer);
  private readonly traceView = viewChild(AnswerTraceView);
  #focusedBefore: Element | null = null;

  protected readonly source = signal<Citation | null>(null);
  protected readonly document = resource({
    params: () => this.source() ?? undefined,
    loader: ({ params: citation }) => this.kit.readSource(citation),
  });
  /** The key of the answer that is explained. */
  protected readonly explained = signal<string | null>(null);
  protected readonly trace = resource({
    params: () => this.explained() ?? undefined,
    loader: ({ params: key }) => this.kit.readTrace(key),
  });
  protected readonly traceProblem = computed(() => {
    const error = this.trace.error();
    return error === undefined ? null : toChatProblem(error);
  });
  protected readonly beside = computed(() => {
    const citation = this.source();
    return citation === null ? [] : this.kit.citationsBeside(citation);
  });
  protected readonly check = resource({
    params: () => this.source() ?? undefined,
    loader: ({ params: citation }) => this.kit.checkCitation(citation),
  });
  protected readonly overview = resource({
    params: () => (this.kit.threadId() === null ? 'start' : undefined),
    loader: () => this.kit.readOverview(),
  });
  protected readonly covered = computed(
    () => (this.source() !== null || this.explained() !== null) && this.#width() < besideFrom,
  );
  protected readonly documentProblem = computed(() => {
    const error = this.document.error();
    return error === undefined ? null : toChatProblem(error);
  });
  protected readonly busy = computed(() => this.kit.status() === 'submitted' || this.kit.status() === 'streaming');
  readonly #said = linkedSignal<ThreadMoment, string>({
    source: () => ({ status: this.kit.status(), latest: this.kit.messages().at(-1), texts: this.texts() }),
    computation: announce,
  });
  protected readonly announcement = computed(() =>
    this.kit.waitingQuestions().length > 0 && !this.busy() ? this.texts().waiting.name : this.#said(),
  );
  protected readonly note = computed(() => {
    const texts = this.texts().composer;
    if (this.kit.offline()) {
      return texts.offline;
    }
    if (this.kit.canSend() || this.kit.draft().trim() === '') {
      return null;
    }
    return this.busy() ? texts.answering : texts.notOpen;
  });
  protected readonly problemAction = computed(() =>
    this.kit.error()?.code === 'unauthenticated' ? this.texts().buttons.signIn : null,
  );

  /** Puts the cursor into the composer. */
  focusComposer(): void {
    this.composer()?.focus();
  }

  protected ask(question: string): void {
    void this.kit.sendMessage(question);
    this.focusComposer();
  }

  protected takeBack(key: string): void {
    this.kit.editWaiting(key);
    this.focusComposer();
  }

  protected askAnew({ key, text }: QuestionEdit): void {
    void this.kit.edit(key, text);
    this.focusComposer();
  }

  /** In the document or the shadow root that the panel is in. */
  #focused(): Element | null {
    return (this.#element.getRootNode() as Document | ShadowRoot).activeElement;
  }

  protected openSource(citation: Citation): void {
    this.#focusedBefore = this.#focused();
    this.explained.set(null);
    this.source.set(citation);
    afterNextRender(() => this.viewer()?.focus(), { injector: this.#injector });
  }

  protected explain(key: string): void {
    this.#focusedBefore = this.#focused();
    this.source.set(null);
    this.explained.set(key);
    afterNextRender(() => this.traceView()?.focus(), { injector: this.#injector });
  }

  protected closeSource(): void {
    this.source.set(null);
    this.explained.set(null);
    const before = this.#focusedBefore;
    afterNextRender(() => before instanceof HTMLElement && before.focus(), { injector: this.#injector });
  }

  /** Escape closes the innermost thing only. */
  protected closeSourceFirst(event: Event): void {
    if (this.source() !== null || this.explained() !== null) {
      event.stopPropagation();
      this.closeSource();
    }
  }

  protected followAdvice(): void {
    this.kit.dismissError();
    this.signInRequested.emit();
  }
}
