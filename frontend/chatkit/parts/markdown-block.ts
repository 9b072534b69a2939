import {
  Component,
  type ElementRef,
  PendingTasks,
  ViewEncapsulation,
  afterRenderEffect,
  computed,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import type { Citation } from '@chatkit/contract';
import { MarkdownService } from 'ngx-markdown';
import { injectTexts } from '@chatkit/angular/languages';
import { diagramIn } from '../markdown/diagram-code';
import { dressAnswer } from '../markdown/dress-answer';
import { LazyRenderers } from '../markdown/lazy-renderers';
import { patchChildren } from '../markdown/patch-children';
import { DiagramView } from './diagram';

const noCitations: ReadonlyMap<number, Citation> = new Map();

/** One block of Markdown, with its citations as chips. What it shows depends on its inputs alone, not on how they came. */
@Component({
  selector: 'ck-markdown-block',
  imports: [DiagramView],
  template: `
    <div #text class="ck-text" [hidden]="diagram() !== null && !codeShown()"></div>
    @if (diagram(); as code) {
      <ck-diagram [code]="code" [(codeShown)]="codeShown" />
    }
  `,
  encapsulation: ViewEncapsulation.None,
  styleUrl: './markdown-block.css',
  host: { '[attr.data-open]': 'open() ? "" : null' },
})
export class MarkdownBlockView {
  readonly source = input.required<string>();
  readonly citations = input(noCitations);
  /** Whether more of it may come. */
  readonly open = input(false);

  protected readonly diagram = computed(() => (this.open() ? null : diagramIn(this.source())));
  protected readonly codeShown = signal(true);

  readonly #markdown = inject(MarkdownService);
  readonly #texts = injectTexts();
  readonly #renderers = inject(LazyRenderers);
  readonly #pendingTasks = inject(PendingTasks);
  private readonly text = viewChild.required<ElementRef<HTMLElement>>('text');

  readonly #html = computed(() => this.#markdown.parse(this.source()));
  /** A block that mentions no source is not touched when the sources become known. */
  readonly #mentioned = computed(() => (this.source().includes('[') ? this.citations() : noCitations));
  /** What may have to be loaded for it, so that it is dressed again once that is there. */
  readonly #ready = computed(() => [
    /`{3}|~{3}/.test(this.source()) && this.#renderers.colour.ready(),
    /\$|\\[([]/.test(this.source()) && this.#renderers.typeset.ready(),
  ]);

  constructor() {
    afterRenderEffect(() => {
      const html = this.#html();
      const dress = {
        open: this.open(),
        citations: this.#mentioned(),
        renderers: this.#renderers,
        texts: this.#texts(),
      };
      this.#ready();
      this.#pendingTasks.run(async () => {
        const template = document.createElement('template');
        template.innerHTML = await html;
        dressAnswer(template.content, dress);
        patchChildren(this.text().nativeElement, template.content);
      });
    });
  }
}
