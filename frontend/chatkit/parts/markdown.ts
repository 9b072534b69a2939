import { Component, ElementRef, ViewEncapsulation, computed, inject, input, output, signal } from '@angular/core';
import type { Citation } from '@chatkit/contract';
import { copyText } from '../copy-text';
import { injectTexts } from '@chatkit/angular/languages';
import { MarkdownStream } from '../markdown/markdown-stream';
import { CitationCard, type CitationAnchor } from './citation-card';
import { MarkdownBlockView } from './markdown-block';

/** Pixels that a card needs above its chip; with less it goes below. */
const roomForCard = 300;

/** An answer's Markdown, rendered block by block while it grows. */
@Component({
  selector: 'ck-markdown',
  imports: [CitationCard, MarkdownBlockView],
  encapsulation: ViewEncapsulation.None,
  template: `
    @for (block of blocks(); track block.start) {
      <ck-markdown-block
        [source]="block.source"
        [citations]="numbered()"
        [open]="streaming() && block === blocks().at(-1)"
      />
    }
    @if (shown(); as anchor) {
      <ck-citation-card [anchor]="anchor" />
    }
  `,
  styleUrl: './markdown.css',
  host: {
    '[attr.data-state]': 'streaming() ? "streaming" : "complete"',
    '(click)': 'press($event)',
    '(mouseover)': 'show($event)',
    '(focusin)': 'show($event)',
    '(mouseleave)': 'shown.set(null)',
    '(focusout)': 'shown.set(null)',
    '(keydown.escape)': 'shown.set(null)',
  },
})
export class MarkdownView {
  readonly text = input.required<string>();
  /** Whether more text may follow. */
  readonly streaming = input(false);
  readonly citations = input<readonly Citation[]>([]);
  /** Somebody chose a citation. */
  readonly sourceOpened = output<Citation>();

  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #texts = injectTexts();
  readonly #stream = new MarkdownStream();

  protected readonly blocks = computed(() => this.#stream.update(this.text(), !this.streaming()));
  protected readonly numbered = computed(() => new Map(this.citations().map((citation) => [citation.n, citation])));
  protected readonly shown = signal<CitationAnchor | null>(null);

  protected press(event: Event): void {
    const citation = this.#citationAt(event);
    if (citation !== undefined) {
      this.shown.set(null);
      this.sourceOpened.emit(citation);
    }
    const copy = closest(event, '.ck-code-copy');
    if (copy !== null) {
      void this.#copyCode(copy);
    }
  }

  protected show(event: Event): void {
    const chip = closest(event, '[data-citation]');
    const citation = this.#citationAt(event);
    this.shown.set(chip === null || citation === undefined ? null : this.#anchorAt(chip, citation));
  }

  #citationAt(event: Event): Citation | undefined {
    return this.numbered().get(Number(closest(event, '[data-citation]')?.dataset['citation']));
  }

  #anchorAt(chip: HTMLElement, citation: Citation): CitationAnchor {
    const frame = this.#element.nativeElement.getBoundingClientRect();
    const box = chip.getBoundingClientRect();
    const center = box.left + box.width / 2 - frame.left;
    const place = { citation, center, width: frame.width };
    return box.top < roomForCard
      ? { ...place, top: box.bottom - frame.top + 6, bottom: null }
      : { ...place, top: null, bottom: frame.bottom - box.top + 6 };
  }

  async #copyCode(button: HTMLElement): Promise<void> {
    const code = button.closest('.ck-code')?.querySelector('code')?.textContent ?? '';
    button.textContent = (await copyText(code)) ? this.#texts().buttons.copied : this.#texts().code.notCopied;
    setTimeout(() => (button.textContent = this.#texts().buttons.copy), 1_600);
  }
}

function closest(event: Event, selector: string): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
}
