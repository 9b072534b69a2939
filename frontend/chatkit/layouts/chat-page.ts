import { CdkTrapFocus } from '@angular/cdk/a11y';
import { NgTemplateOutlet } from '@angular/common';
import {
  Component,
  ElementRef,
  Injector,
  afterNextRender,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  resource,
  signal,
  viewChild,
} from '@angular/core';
import type { SearchHit } from '@chatkit/contract';
import { LucidePanelLeft, LucideSquarePen } from '@lucide/angular';
import { ChatKit } from '../chat-kit';
import { injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from '../parts/control-styles';
import { ThreadList, type ThreadExportRequest } from '../parts/thread-list';
import { ThreadSearch } from '../parts/thread-search';
import { UndoNotice } from '../parts/undo-notice';
import { ChatPanel } from './chat-panel';
import { pause } from '../follow-turn';
import { elementWidth } from './element-width';
import { saveFile } from './save-file';

const sidebarFrom = 720;
const typingMs = 150;

/** The full chat: threads at the side, or in a drawer where there is no room, and the open thread. */
@Component({
  selector: 'ck-chat-page',
  imports: [
    CdkTrapFocus,
    ChatPanel,
    LucidePanelLeft,
    LucideSquarePen,
    NgTemplateOutlet,
    ThreadList,
    ThreadSearch,
    UndoNotice,
  ],
  templateUrl: './chat-page.html',
  styles: [controlStyles],
  styleUrl: './chat-page.css',
  host: { '(document:keydown)': 'searchOnShortcut($event)' },
})
export class ChatPage {
  protected readonly texts = injectTexts();
  readonly greeting = input<string>();
  /** A thread was chosen; null for a new one. */
  readonly threadChosen = output<string | null>();
  /** The session has ended: somebody must sign in again. */
  readonly signInRequested = output<void>();

  protected readonly kit = inject(ChatKit);
  private readonly search = viewChild(ThreadSearch);
  private readonly panel = viewChild.required(ChatPanel);
  readonly #injector = inject(Injector);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #width = elementWidth();

  protected readonly narrow = computed(() => this.#width() < sidebarFrom);
  protected readonly drawerOpen = linkedSignal({ source: this.narrow, computation: () => false });
  protected readonly title = computed(
    () =>
      this.kit.history().find((thread) => thread.id === this.kit.threadId())?.title ??
      (this.kit.threadId() === null ? this.texts().threads.create : this.texts().threads.untitled),
  );
  protected readonly query = signal('');
  /** Whether only the open thread is searched. */
  protected readonly within = signal(false);
  protected readonly hits = resource({
    params: () => {
      const query = this.query().trim();
      return query === '' ? undefined : { query, threadId: this.within() ? this.kit.threadId() : null };
    },
    loader: async ({ params: { query, threadId }, abortSignal }) => {
      await pause(typingMs, abortSignal);
      return this.kit.searchThreads(query, abortSignal, threadId ?? undefined);
    },
  });
  /** What was found before stays until there is more to show. */
  protected readonly found = linkedSignal<
    { readonly query: string; readonly hits: readonly SearchHit[] | null },
    readonly SearchHit[] | null
  >({
    source: () => ({ query: this.query(), hits: this.hits.hasValue() ? this.hits.value() : null }),
    computation: ({ query, hits }, previous) => (query === '' ? null : (hits ?? previous?.value ?? null)),
  });

  constructor() {
    if (this.kit.historyPhase() === 'unread') {
      void this.kit.loadThreads();
    }
  }

  /** Puts the cursor into the composer. */
  focusComposer(): void {
    this.panel().focusComposer();
  }

  protected open(threadId: string): void {
    this.drawerOpen.set(false);
    if (threadId !== this.kit.threadId()) {
      void this.kit.loadThread(threadId);
      this.threadChosen.emit(threadId);
    }
  }

  protected startNew(): void {
    this.drawerOpen.set(false);
    this.kit.createThread();
    this.threadChosen.emit(null);
    afterNextRender(() => this.focusComposer(), { injector: this.#injector });
  }

  protected openHit({ thread, message }: SearchHit): void {
    if (message === null) {
      return this.open(thread.id);
    }
    this.drawerOpen.set(false);
    void this.kit.openMessage(thread.id, message.id);
    this.threadChosen.emit(thread.id);
  }

  protected searchOnShortcut(event: KeyboardEvent): void {
    // on the page of somebody else the keys are the chat's only while it is used
    const ours = this.#element.getRootNode() === document || event.composedPath().includes(this.#element);
    if (
      ours &&
      event.key.toLowerCase() === 'k' &&
      (event.ctrlKey || event.metaKey) &&
      !event.shiftKey &&
      !event.altKey
    ) {
      event.preventDefault();
      this.#focusSearch();
    }
  }

  #focusSearch(): void {
    if (this.narrow() && !this.drawerOpen()) {
      this.drawerOpen.set(true);
      // after the drawer has taken the keyboard
      setTimeout(() => this.search()?.focus());
    } else {
      this.search()?.focus();
    }
  }

  protected async export({ thread, format }: ThreadExportRequest): Promise<void> {
    try {
      saveFile(await this.kit.exportThread(thread.id, format), `${thread.title}.${format === 'json' ? 'json' : 'md'}`);
    } catch (error) {
      this.kit.reportProblem(error);
    }
  }

  protected async restore(): Promise<void> {
    const deleted = this.kit.deletedThread();
    await this.kit.restoreThread();
    if (deleted?.wasOpen === true && this.kit.threadId() === deleted.thread.id) {
      this.threadChosen.emit(deleted.thread.id);
    }
  }

  protected async remove(threadId: string): Promise<void> {
    const wasOpen = threadId === this.kit.threadId();
    await this.kit.deleteThread(threadId);
    if (wasOpen && this.kit.threadId() === null) {
      this.threadChosen.emit(null);
    }
  }
}
