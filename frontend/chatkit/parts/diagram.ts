import {
  Component,
  DOCUMENT,
  type ElementRef,
  InjectionToken,
  afterNextRender,
  computed,
  inject,
  input,
  model,
  signal,
  viewChild,
  ViewEncapsulation,
} from '@angular/core';
import { injectTexts } from '@chatkit/angular/languages';
import { CHAT_API_URL } from '../transport/http-chat-transport';

/** Where the server keeps the frame that draws diagrams. */
export const DIAGRAM_FRAME_URL = new InjectionToken<string>('DIAGRAM_FRAME_URL', {
  factory: () => {
    const api = new URL(`${inject(CHAT_API_URL)}/`, inject(DOCUMENT).baseURI);
    return new URL('../embed/diagram/frame.html', api).href;
  },
});

/** Pixels; a taller diagram is scrolled. */
const tallest = 480;

/**
 * A diagram drawn from its code, in a frame that has no origin and no network. It stays out of sight until it is drawn: where
 * the page forbids the frame, or the code is wrong, there is nothing to see of it.
 */
@Component({
  selector: 'ck-diagram',
  template: `
    <div #place class="place" [style.height.px]="shown() ? height() : null"></div>
    @if (height() !== null) {
      <button type="button" (click)="codeShown.set(!codeShown())">
        {{ codeShown() ? texts().code.showDiagram : texts().code.showCode }}
      </button>
    }
  `,
  encapsulation: ViewEncapsulation.None,
  styleUrl: './diagram.css',
  host: { '[attr.data-state]': 'shown() ? "shown" : "hidden"' },
})
export class DiagramView {
  protected readonly texts = injectTexts();
  readonly code = input.required<string>();
  /** Whether the code is to be seen: at first, and when somebody wants to. */
  readonly codeShown = model(true);

  readonly #url = inject(DIAGRAM_FRAME_URL);
  private readonly place = viewChild.required<ElementRef<HTMLElement>>('place');

  protected readonly height = signal<number | null>(null);
  protected readonly shown = computed(() => this.height() !== null && !this.codeShown());

  constructor() {
    afterNextRender(() => this.place().nativeElement.append(this.#frame()));
  }

  #frame(): HTMLIFrameElement {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.title = this.texts().code.diagram;
    frame.addEventListener('load', () => this.#order(frame), { once: true });
    frame.src = this.#url;
    return frame;
  }

  #order(frame: HTMLIFrameElement): void {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<{ readonly height: number | null }>) => this.#fit(data.height);
    frame.contentWindow?.postMessage(this.code(), '*', [port2]);
  }

  #fit(height: number | null): void {
    if (height !== null && this.height() === null) {
      this.codeShown.set(false);
    }
    this.height.set(height === null ? null : Math.min(height, tallest));
    if (height === null) {
      this.codeShown.set(true);
    }
  }
}
