import {
  Component,
  ElementRef,
  afterRenderEffect,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import type { Citation, CitationCheck, DocumentText } from '@chatkit/contract';
import { LucideChevronLeft, LucideChevronRight, LucideFileText, LucideX } from '@lucide/angular';
import type { ChatProblem } from '../chat-problem';
import { injectTexts, type KitTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';
import { ErrorNotice } from './error-notice';
import { MarkdownBlockView } from './markdown-block';
import { splitDocument } from './split-document';

/** A document's text, opened at the passage that an answer refers to. What is projected stands above it. */
@Component({
  selector: 'ck-source-viewer',
  imports: [ErrorNotice, LucideChevronLeft, LucideChevronRight, LucideFileText, LucideX, MarkdownBlockView],
  templateUrl: './source-viewer.html',
  styles: [controlStyles],
  styleUrl: './source-viewer.css',
  host: { role: 'region', '[attr.aria-label]': 'texts().source.name' },
})
export class SourceViewer {
  protected readonly texts = injectTexts();
  /** The passage to show; null shows the document from its beginning. */
  readonly citation = input<Citation | null>(null);
  /** Null until it is read. */
  readonly document = input<DocumentText | null>(null);
  readonly problem = input<ChatProblem | null>(null);
  /** Whether the document still says what is cited; null where that is not known. */
  readonly check = input<CitationCheck | null>(null);
  /** The citations of the answer, to walk between; none shows no way to walk. */
  readonly beside = input<readonly Citation[]>([]);
  readonly walked = output<Citation>();
  readonly closed = output<void>();
  readonly retried = output<void>();

  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly body = viewChild.required<ElementRef<HTMLElement>>('body');

  protected readonly title = computed(
    () => this.citation()?.title ?? this.document()?.title ?? this.texts().source.name,
  );
  protected readonly heading = computed(() => this.citation()?.headingPath.join(' › ') ?? '');
  protected readonly deleted = computed(() => this.check()?.status === 'source_deleted');
  protected readonly verdict = computed(() => {
    const check = this.check();
    return check === null ? null : describeCheck(check, this.texts().source);
  });
  protected readonly place = computed(() => this.beside().findIndex(({ n }) => n === this.citation()?.n));
  protected readonly previous = computed(() => this.beside()[this.place() - 1]);
  protected readonly next = computed(() => (this.place() === -1 ? undefined : this.beside()[this.place() + 1]));
  protected readonly whole = signal(false);
  protected readonly pieces = computed(() => {
    const document = this.document();
    return document === null ? null : splitDocument(document, this.citation(), this.whole());
  });

  constructor() {
    afterRenderEffect(() => {
      if (this.pieces() !== null) {
        this.#scrollToPassage();
      }
    });
  }

  /** Puts the keyboard into the viewer. */
  focus(): void {
    this.#element.nativeElement.querySelector<HTMLElement>('button')?.focus();
  }

  /** Blocks render a moment after they are in place, so their heights are right only then. */
  #scrollToPassage(): void {
    setTimeout(() => {
      const body = this.body().nativeElement;
      const passage = body.querySelector<HTMLElement>('[data-cited]');
      body.scrollTop = passage === null ? 0 : passage.offsetTop - body.clientHeight / 5;
    });
  }
}

function describeCheck({ status, current }: CitationCheck, texts: KitTexts['source']): string {
  switch (status) {
    case 'exact':
      return texts.exact;
    case 'source_changed':
      return current === null ? texts.gone : texts.changed;
    case 'source_deleted':
      return texts.deleted;
  }
}
