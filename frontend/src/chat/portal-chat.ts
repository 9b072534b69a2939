import { Component, computed, effect, inject, input, untracked } from '@angular/core';
import { Router } from '@angular/router';
import { ChatKit, ChatPage } from '@chatkit/angular';
import { Session } from '../auth/session';
import { injectPortalTexts } from '../language/portal-catalogue';

/** The chat as a page, with the open thread in the address. */
@Component({
  selector: 'app-portal-chat',
  imports: [ChatPage],
  template: `
    <main>
      <h1 class="visually-hidden">{{ texts().pages.chat }}</h1>
      <ck-chat-page [greeting]="greeting()" (signInRequested)="signIn()" />
    </main>
  `,
  styles: `
    :host {
      display: block;
      min-height: 0;
    }
    main,
    ck-chat-page {
      height: 100%;
    }
  `,
})
export class PortalChat {
  /** From the address; none for a new thread. */
  readonly threadId = input<string>();

  readonly #kit = inject(ChatKit);
  readonly #router = inject(Router);
  readonly #session = inject(Session);
  protected readonly texts = injectPortalTexts();

  protected readonly greeting = computed(() => {
    const firstName = this.#session.account()?.name.split(/\s+/)[0] ?? '';
    const { anybody, named } = this.texts().greeting;
    return firstName === '' ? anybody : named(firstName);
  });

  constructor() {
    effect(() => this.#openAddressed(this.threadId() ?? null));
    effect(() => this.#addressOpened(this.#kit.threadId()));
  }

  protected signIn(): void {
    this.#session.forget();
    void this.#router.navigate(['/sign-in'], { queryParams: { next: this.#router.url } });
  }

  #openAddressed(threadId: string | null): void {
    untracked(() => {
      if (threadId === this.#kit.threadId()) {
        return;
      }
      if (threadId === null) {
        this.#kit.createThread();
      } else {
        void this.#kit.loadThread(threadId);
      }
    });
  }

  /** A thread gets its address with its first answer, or when it is chosen in the list. */
  #addressOpened(threadId: string | null): void {
    untracked(() => {
      const addressed = this.threadId() ?? null;
      if (threadId !== addressed) {
        void this.#router.navigate(threadId === null ? ['/'] : ['/threads', threadId]);
      }
    });
  }
}
