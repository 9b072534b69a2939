import { CdkTrapFocus } from '@angular/cdk/a11y';
import { NgTemplateOutlet } from '@angular/common';
import {
  Component,
  Injector,
  afterNextRender,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  viewChild,
} from '@angular/core';
import { LucidePanelLeft, LucideSquarePen } from '@lucide/angular';
import { ChatKit } from '../chat-kit';
import { controlStyles } from '../parts/control-styles';
import { ThreadList } from '../parts/thread-list';
import { ChatPanel } from './chat-panel';
import { elementWidth } from './element-width';

const sidebarFrom = 720;

/** The full chat: threads at the side, or in a drawer where there is no room, and the open thread. */
@Component({
  selector: 'ck-chat-page',
  imports: [CdkTrapFocus, ChatPanel, LucidePanelLeft, LucideSquarePen, NgTemplateOutlet, ThreadList],
  templateUrl: './chat-page.html',
  styles: [controlStyles],
  styleUrl: './chat-page.css',
})
export class ChatPage {
  readonly greeting = input('What would you like to know?');
  /** A thread was chosen; null for a new one. */
  readonly threadChosen = output<string | null>();
  /** The session has ended: somebody must sign in again. */
  readonly signInRequested = output<void>();

  protected readonly kit = inject(ChatKit);
  private readonly panel = viewChild.required(ChatPanel);
  readonly #injector = inject(Injector);
  readonly #width = elementWidth();

  protected readonly narrow = computed(() => this.#width() < sidebarFrom);
  protected readonly drawerOpen = linkedSignal({ source: this.narrow, computation: () => false });
  protected readonly title = computed(
    () => this.kit.history().find((thread) => thread.id === this.kit.threadId())?.title ?? 'New chat',
  );

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

  protected async remove(threadId: string): Promise<void> {
    const wasOpen = threadId === this.kit.threadId();
    await this.kit.deleteThread(threadId);
    if (wasOpen && this.kit.threadId() === null) {
      this.threadChosen.emit(null);
    }
  }
}
