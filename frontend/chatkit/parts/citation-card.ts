import { Component, computed, input } from '@angular/core';
import type { Citation } from '@chatkit/contract';
import { excerpt } from './excerpt';

/** Where a citation's card stands, in pixels of the text that it belongs to: above its chip or below. */
export interface CitationAnchor {
  readonly citation: Citation;
  readonly center: number;
  readonly top: number | null;
  readonly bottom: number | null;
  readonly width: number;
}

const cardWidth = 320;

/** What a citation chip tells while it is pointed at: the document and the passage. */
@Component({
  selector: 'ck-citation-card',
  template: `
    <strong dir="auto">{{ anchor().citation.title }}</strong>
    @if (anchor().citation.headingPath.length > 0) {
      <small dir="auto">{{ anchor().citation.headingPath.join(' › ') }}</small>
    }
    <q dir="auto">{{ quote() }}</q>
  `,
  styleUrl: './citation-card.css',
  host: {
    'aria-hidden': 'true',
    '[style.left.px]': 'left()',
    '[style.top.px]': 'anchor().top',
    '[style.bottom.px]': 'anchor().bottom',
    '[style.width.px]': 'width()',
  },
})
export class CitationCard {
  readonly anchor = input.required<CitationAnchor>();

  protected readonly quote = computed(() => excerpt(this.anchor().citation.quote, 220));
  protected readonly width = computed(() => Math.min(cardWidth, this.anchor().width));
  protected readonly left = computed(() => {
    const { center, width } = this.anchor();
    return Math.max(0, Math.min(center - this.width() / 2, width - this.width()));
  });
}
