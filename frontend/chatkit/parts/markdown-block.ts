import { Component, ElementRef, ViewEncapsulation, afterRenderEffect, inject, input } from '@angular/core';
import type { Citation } from '@chatkit/contract';
import { MarkdownComponent } from 'ngx-markdown';
import { addCitationChips, frameWideBlocks } from '../markdown/decorate-answer';

/** One block of Markdown, with its citations as chips. */
@Component({
  selector: 'ck-markdown-block',
  imports: [MarkdownComponent],
  template: `<markdown [data]="source()" (ready)="decorate()" />`,
  encapsulation: ViewEncapsulation.None,
  styleUrl: './markdown-block.css',
})
export class MarkdownBlockView {
  readonly source = input.required<string>();
  readonly citations = input<ReadonlyMap<number, Citation>>(new Map());

  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);

  constructor() {
    afterRenderEffect(() => addCitationChips(this.#element.nativeElement, this.citations()));
  }

  protected decorate(): void {
    frameWideBlocks(this.#element.nativeElement);
    addCitationChips(this.#element.nativeElement, this.citations());
  }
}
