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
import type { Citation, DocumentText } from '@chatkit/contract';
import { LucideFileText, LucideX } from '@lucide/angular';
import type { ChatProblem } from '../chat-problem';
import { controlStyles } from './control-styles';
import { ErrorNotice } from './error-notice';
import { MarkdownBlockView } from './markdown-block';
import { splitDocument } from './split-document';

/** A document's text, opened at the passage that an answer refers to. */
@Component({
  selector: 'ck-source-viewer',
  imports: [ErrorNotice, LucideFileText, LucideX, MarkdownBlockView],
  templateUrl: './source-viewer.html',
  styles: [controlStyles],
  styleUrl: './source-viewer.css',
  host: { role: 'region', 'aria-label': 'Source' },
})
export class SourceViewer {
  /** The passage to show; null shows the document from its beginning. */
  readonly citation = input<Citation | null>(null);
  /** Null until it is read. */
  readonly document = input<DocumentText | null>(null);
  readonly problem = input<ChatProblem | null>(null);
  readonly closed = output<void>();
  readonly retried = output<void>();

  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly body = viewChild.required<ElementRef<HTMLElement>>('body');

  protected readonly title = computed(() => this.citation()?.title ?? this.document()?.title ?? 'Source');
  protected readonly heading = computed(() => this.citation()?.headingPath.join(' › ') ?? '');
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
