const atBottom = 2;

interface Anchor {
  readonly element: Element;
  readonly top: number;
}

/** Which way a scroller was moved by somebody; `null` for our own doing. */
export type Move = 'up' | 'down' | null;

/** The place where somebody reads in a scroller, kept while what is in it changes its heights. */
export class ReadingPlace {
  #anchor: Anchor | null = null;
  #scrollTop = 0;

  constructor(
    private readonly scroller: () => HTMLElement,
    private readonly items: () => readonly Element[],
  ) {}

  /** How far above and below what is seen the content goes on, in pixels. */
  get beyond(): { readonly above: number; readonly below: number } {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller();
    return { above: scrollTop, below: scrollHeight - clientHeight - scrollTop };
  }

  /** Whether what is seen is the end. */
  get isAtBottom(): boolean {
    return this.beyond.below <= atBottom;
  }

  /** Whether all is seen at once. */
  get fits(): boolean {
    const { scrollHeight, clientHeight } = this.scroller();
    return scrollHeight <= clientHeight;
  }

  /** To be asked after each scroll event. */
  moved(): Move {
    const { scrollTop } = this.scroller();
    const before = this.#scrollTop;
    this.#scrollTop = scrollTop;
    if (scrollTop === before) {
      return null;
    }
    return scrollTop < before - 0.5 ? 'up' : 'down';
  }

  /** Takes what is at the upper edge as the place. */
  take(): void {
    const edge = this.#edge();
    const element = this.items().find((item) => item.getBoundingClientRect().bottom > edge);
    this.#anchor = element === undefined ? null : { element, top: element.getBoundingClientRect().top - edge };
  }

  forget(): void {
    this.#anchor = null;
  }

  /** Scrolls to where the place is now. */
  restore(): void {
    if (this.#anchor?.element.isConnected !== true) {
      return;
    }
    const scroller = this.scroller();
    scroller.scrollTop += this.#anchor.element.getBoundingClientRect().top - this.#edge() - this.#anchor.top;
    this.#scrollTop = scroller.scrollTop;
  }

  /** Goes to this element, which is the place from now on. */
  goTo(element: Element): void {
    element.scrollIntoView({ block: 'start' });
    this.#scrollTop = this.scroller().scrollTop;
    this.#anchor = { element, top: element.getBoundingClientRect().top - this.#edge() };
  }

  toBottom(): void {
    const scroller = this.scroller();
    scroller.scrollTop = scroller.scrollHeight;
    this.#scrollTop = scroller.scrollTop;
  }

  #edge(): number {
    return this.scroller().getBoundingClientRect().top;
  }
}
