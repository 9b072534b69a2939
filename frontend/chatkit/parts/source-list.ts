import { Component, computed, input, output, signal } from '@angular/core';
import type { Citation } from '@chatkit/contract';
import { injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';
import { excerpt } from './excerpt';

const shownAtFirst = 4;

/** The sources of an answer as cards: four, then the rest on demand. */
@Component({
  selector: 'ck-source-list',
  template: `
    <ul [attr.aria-label]="label() ?? texts().sources.name">
      @for (citation of shown(); track citation.n) {
        <li>
          <button type="button" class="card" (click)="sourceOpened.emit(citation)">
            <span class="title" dir="auto"
              ><b>{{ citation.n }}</b> {{ citation.title }}</span
            >
            <span class="excerpt" dir="auto">{{ excerptOf(citation) }}</span>
          </button>
        </li>
      }
      @if (hidden() > 0) {
        <li>
          <button type="button" class="card more" (click)="expanded.set(true)">
            {{ texts().sources.more(hidden()) }}
          </button>
        </li>
      }
    </ul>
  `,
  styles: [controlStyles],
  styleUrl: './source-list.css',
})
export class SourceList {
  protected readonly texts = injectTexts();
  readonly citations = input.required<readonly Citation[]>();
  readonly label = input<string>();
  readonly sourceOpened = output<Citation>();

  protected readonly expanded = signal(false);
  protected readonly shown = computed(() =>
    this.expanded() ? this.citations() : this.citations().slice(0, shownAtFirst),
  );
  protected readonly hidden = computed(() => this.citations().length - this.shown().length);

  protected excerptOf(citation: Citation): string {
    return excerpt(citation.quote, 110);
  }
}
