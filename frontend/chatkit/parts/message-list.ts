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
import { ReadingPlace } from './reading-place';

const nearEdge = 300;
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
  /** Whether there are messages behind these. */
  readonly hasNewer = input(false);
  readonly newerRequested = output<void>();
  /** Somebody wants to see the newest messages, which are not among these. */
  readonly latestRequested = output<void>();
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
  readonly #place = new ReadingPlace(
    () => this.scroller().nativeElement,
    () => this.#messages(),
  );
  #olderAt: string | undefined;
  #newerAt: string | undefined;
  #reached: { readonly key: string } | null = null;
  #calm: ReturnType<typeof setTimeout> | undefined;

  protected readonly following = signal(true);

  constructor() {
    const destroyed = inject(DestroyRef);
    afterRenderEffect(() => {
      this.#firstKey();
      this.#place.restore();
    });
    afterRenderEffect(() => {
      this.#lastKey();
      const sought = this.sought();
      if (sought !== null && sought !== this.#reached) {
        this.#reached = sought;
        this.#goTo(sought.key);
      } else if (untracked(this.editing) === null && (this.#asksLast() || untracked(this.following))) {
        this.scrollToLatest();
      } else {
        this.#place.restore();
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
    this.#place.toBottom();
  }

  protected followScroll(): void {
    const move = this.#place.moved();
    if (move === null) {
      // what is read is known already, and looking now could find what grows above it
      return;
    }
    if (this.#place.isAtBottom && !this.hasNewer()) {
      this.following.set(true);
    } else if (move === 'up') {
      this.following.set(false);
    }
    if (this.following()) {
      this.#place.forget();
    } else {
      this.#place.take();
      this.#requestNear();
    }
  }

  protected release(): void {
    if (!this.#place.fits) {
      this.following.set(false);
      this.#place.take();
    }
  }

  protected releaseByKey(event: KeyboardEvent): void {
    if (upwardKeys.includes(event.key) && event.target === this.scroller().nativeElement) {
      this.release();
    }
  }

  protected jumpToLatest(): void {
    if (this.hasNewer()) {
      this.following.set(true);
      this.latestRequested.emit();
    } else {
      this.scrollToLatest();
    }
  }

  /** Once per oldest and newest message: scrolling goes on while the page beyond it is on its way. */
  #requestNear(): void {
    const { above, below } = this.#place.beyond;
    if (above < nearEdge && this.hasOlder() && this.#olderAt !== this.#firstKey()) {
      this.#olderAt = this.#firstKey();
      this.olderRequested.emit();
    }
    if (below < nearEdge && this.hasNewer() && this.#newerAt !== this.#lastKey()) {
      this.#newerAt = this.#lastKey();
      this.newerRequested.emit();
    }
  }

  /** Whether what was asked here a moment ago is the newest. */
  #asksLast(): boolean {
    return untracked(() => this.entries().at(-1)?.message().id === null);
  }

  /** Whoever writes a question anew stays there. */
  #keepPlace(): void {
    if (!this.following()) {
      this.#place.restore();
      this.#requestNear();
    } else if (this.editing() === null && !this.hasNewer()) {
      this.#place.toBottom();
    }
  }

  /** Messages out of sight are not laid out again: they keep the height that they have. */
  #settleHeights(): void {
    const fresh = this.#messages()
      .slice(0, -unsettled)
      .filter((message) => !message.classList.contains('settled'));
    const heights = fresh.map((message) => message.getBoundingClientRect().height);
    fresh.forEach((message, index) => {
      message.style.containIntrinsicBlockSize = `auto ${heights[index]}px`;
      message.classList.add('settled');
    });
  }

  #goTo(key: string): void {
    const element = this.#messages()[untracked(this.entries).findIndex((entry) => entry.key === key)];
    if (element === undefined) {
      return;
    }
    // where all fits there is nothing to jump to
    this.following.set(this.#place.fits && !untracked(this.hasNewer));
    this.#place.goTo(element);
    element.focus({ preventScroll: true });
  }

  #messages(): readonly HTMLElement[] {
    return [...this.content().nativeElement.querySelectorAll<HTMLElement>(':scope > ck-message')];
  }
}
