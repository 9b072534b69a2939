import {
  Component,
  DestroyRef,
  type ElementRef,
  afterNextRender,
  afterRenderEffect,
  computed,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import type { Citation, Feedback } from '@chatkit/contract';
import { LucideArrowDown } from '@lucide/angular';
import type { MessageEntry, QuestionEdit } from '../chat-message';
import { injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';
import { MessageView } from './message';

const nearTop = 300;
const atBottom = 2;
/** Without a change of any height, in milliseconds, until heights are taken for final. */
const calmMs = 300;
/** The last question and its answer change most. */
const unsettled = 2;
const upwardKeys = ['ArrowUp', 'PageUp', 'Home'];

/** Another version of a message, to be shown in its place. */
export interface VersionChoice {
  /** Of the message that is shown. */
  readonly key: string;
  /** Of the version. */
  readonly id: string;
}

interface Anchor {
  readonly element: Element;
  readonly top: number;
}

/**
 * The messages of a thread. Stays at the bottom while text arrives until the reader scrolls up, and keeps what is read
 * in place when older messages are put before it.
 */
@Component({
  selector: 'ck-message-list',
  imports: [LucideArrowDown, MessageView],
  templateUrl: './message-list.html',
  styles: [controlStyles],
  styleUrl: './message-list.css',
})
export class MessageList {
  protected readonly texts = injectTexts();
  readonly entries = input.required<readonly MessageEntry[]>();
  readonly hasOlder = input(false);
  /** The message to go to, and to mark; another object each time. */
  readonly sought = input<{ readonly key: string } | null>(null);
  readonly olderRequested = output<void>();
  /** The question that is being written anew. */
  readonly editing = input<QuestionEdit | null>(null);
  /** Whether nothing can be asked anew now. */
  readonly locked = input(false);
  readonly sourceOpened = output<Citation>();
  /** Somebody wants the message with this key tried again. */
  readonly retried = output<string>();
  /** Somebody wants to see how the answer with this key came about. */
  readonly traceRequested = output<string>();
  /** What somebody thinks of the answer with this key. */
  readonly judged = output<{ readonly key: string; readonly feedback: Feedback | null }>();
  /** Somebody wants to write the question with this key anew. */
  readonly editStarted = output<string>();
  readonly editTyped = output<string>();
  readonly editSubmitted = output<QuestionEdit>();
  readonly editCancelled = output<void>();
  readonly versionChosen = output<VersionChoice>();

  private readonly scroller = viewChild.required<ElementRef<HTMLElement>>('scroller');
  private readonly content = viewChild.required<ElementRef<HTMLElement>>('content');
  readonly #firstKey = computed(() => this.entries().at(0)?.key);
  readonly #lastKey = computed(() => this.entries().at(-1)?.key);
  #anchor: Anchor | null = null;
  #scrollTop = 0;
  #requestedAt: string | undefined;
  #reached: { readonly key: string } | null = null;
  #calm: ReturnType<typeof setTimeout> | undefined;

  protected readonly following = signal(true);

  constructor() {
    const destroyed = inject(DestroyRef);
    afterRenderEffect(() => {
      this.#firstKey();
      this.#restoreAnchor();
    });
    afterRenderEffect(() => {
      this.#lastKey();
      const sought = this.sought();
      if (sought !== null && sought !== this.#reached) {
        this.#reached = sought;
        this.#goTo(sought.key);
      } else if (untracked(this.editing) === null) {
        this.scrollToLatest();
      }
    });
    afterNextRender(() => {
      const observer = new ResizeObserver(() => {
        this.#keepPlace();
        clearTimeout(this.#calm);
        this.#calm = setTimeout(() => this.#settleHeights(), calmMs);
      });
      observer.observe(this.scroller().nativeElement);
      observer.observe(this.content().nativeElement);
      destroyed.onDestroy(() => {
        observer.disconnect();
        clearTimeout(this.#calm);
      });
    });
  }

  /** Goes to the newest message and stays there while text arrives. */
  scrollToLatest(): void {
    this.following.set(true);
    this.#toBottom();
  }

  protected followScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller().nativeElement;
    if (scrollTop === this.#scrollTop) {
      // our own doing: what is read is known already, and looking now could find what grows above it
      return;
    }
    const movedUp = scrollTop < this.#scrollTop - 0.5;
    this.#scrollTop = scrollTop;
    if (scrollHeight - clientHeight - scrollTop <= atBottom) {
      this.following.set(true);
    } else if (movedUp) {
      this.following.set(false);
    }
    this.#anchor = this.following() ? null : this.#findAnchor();
    if (!this.following() && scrollTop < nearTop) {
      this.requestOlder();
    }
  }

  protected release(): void {
    const { scrollHeight, clientHeight } = this.scroller().nativeElement;
    if (scrollHeight > clientHeight) {
      this.following.set(false);
      this.#anchor = this.#findAnchor();
    }
  }

  protected releaseByKey(event: KeyboardEvent): void {
    if (upwardKeys.includes(event.key) && event.target === this.scroller().nativeElement) {
      this.release();
    }
  }

  /** Once per oldest message: scrolling goes on while the page before it is on its way. */
  protected requestOlder(): void {
    if (this.hasOlder() && this.#requestedAt !== this.#firstKey()) {
      this.#requestedAt = this.#firstKey();
      this.olderRequested.emit();
    }
  }

  /** Whoever writes a question anew stays there. */
  #keepPlace(): void {
    if (this.following()) {
      if (this.editing() === null) {
        this.#toBottom();
      }
    } else {
      this.#restoreAnchor();
    }
  }

  /** Messages out of sight are not laid out again: they keep the height that they have. */
  #settleHeights(): void {
    const content = this.content().nativeElement;
    const all = content.querySelectorAll<HTMLElement>(':scope > ck-message');
    const fresh = [...all].slice(0, -unsettled).filter((message) => !message.classList.contains('settled'));
    const heights = fresh.map((message) => message.getBoundingClientRect().height);
    fresh.forEach((message, index) => {
      message.style.containIntrinsicBlockSize = `auto ${heights[index]}px`;
      message.classList.add('settled');
    });
  }

  #goTo(key: string): void {
    const place = untracked(this.entries).findIndex((entry) => entry.key === key);
    const element = this.content().nativeElement.querySelectorAll<HTMLElement>(':scope > ck-message')[place];
    if (element === undefined) {
      return;
    }
    const scroller = this.scroller().nativeElement;
    // where all fits there is nothing to jump to
    this.following.set(scroller.scrollHeight <= scroller.clientHeight);
    element.scrollIntoView({ block: 'start' });
    element.focus({ preventScroll: true });
    this.#scrollTop = scroller.scrollTop;
    this.#anchor = { element, top: element.getBoundingClientRect().top - scroller.getBoundingClientRect().top };
  }

  #toBottom(): void {
    const scroller = this.scroller().nativeElement;
    scroller.scrollTop = scroller.scrollHeight;
    this.#scrollTop = scroller.scrollTop;
  }

  #findAnchor(): Anchor | null {
    const edge = this.scroller().nativeElement.getBoundingClientRect().top;
    const messages = [...this.content().nativeElement.querySelectorAll(':scope > ck-message')];
    const element = messages.find((message) => message.getBoundingClientRect().bottom > edge);
    return element === undefined ? null : { element, top: element.getBoundingClientRect().top - edge };
  }

  #restoreAnchor(): void {
    if (this.#anchor?.element.isConnected !== true) {
      return;
    }
    const scroller = this.scroller().nativeElement;
    const top = this.#anchor.element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTop += top - this.#anchor.top;
    this.#scrollTop = scroller.scrollTop;
  }
}
