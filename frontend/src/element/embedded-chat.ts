import { Component, InjectionToken, effect, inject, input, model, untracked, viewChild } from '@angular/core';
import { ChatKit, ChatLauncher, ChatPage, ChatProblem, fetchJson, injectTexts } from '@chatkit/angular';
import type { Tell } from './embedded-event';
import { reportProblems, reportTurns } from './report-turns';

/** How the chat tells the page what happens. */
export const TELL = new InjectionToken<Tell>('TELL');
/** Where the API is. */
export const API_URL = new InjectionToken<string>('API_URL');

/** What `<chat-kit>` shows: one of the kit's layouts, with what happens in it told to the page. */
@Component({
  selector: 'ck-embedded-chat',
  imports: [ChatLauncher, ChatPage],
  template: `
    @if (mode() === 'inline') {
      <ck-chat-page
        [greeting]="greeting() ?? texts().launcher.greeting"
        (signInRequested)="tell('sign-in-needed', { chosen: true })"
      />
    } @else {
      <ck-chat-launcher
        [label]="label()"
        [greeting]="greeting()"
        [(open)]="open"
        (signInRequested)="tell('sign-in-needed', { chosen: true })"
      />
    }
  `,
  styles: `
    :host {
      display: block;
    }
    :host,
    ck-chat-page {
      block-size: 100%;
    }
  `,
  host: { '(window:focus)': 'comeBack()' },
})
export class EmbeddedChat {
  readonly mode = input<'floating' | 'inline'>('floating');
  readonly label = input<string>();
  readonly greeting = input<string>();
  readonly threadId = input<string | null>(null);
  readonly collection = input<string | null>(null);
  readonly open = model(false);

  readonly kit = inject(ChatKit);
  protected readonly texts = injectTexts();
  protected readonly tell = inject(TELL);
  readonly #apiUrl = inject(API_URL);
  private readonly launcher = viewChild(ChatLauncher);
  private readonly page = viewChild(ChatPage);
  #met = false;
  #missed = false;

  constructor() {
    effect(() => {
      if (this.mode() === 'inline' || this.open()) {
        untracked(() => void this.#meetPerson());
      }
    });
    effect(() => {
      const threadId = this.threadId();
      untracked(() => {
        if (threadId !== null && threadId !== this.kit.threadId()) {
          void this.kit.loadThread(threadId);
        }
      });
    });
    effect(() => this.kit.collection.set(this.collection()));
    reportTurns(this.kit, this.tell);
    reportProblems(this.kit, this.tell);
  }

  /** Opens the chat with the cursor in its composer. */
  show(): void {
    this.launcher()?.show();
    this.page()?.focusComposer();
  }

  hide(): void {
    this.launcher()?.hide();
  }

  /** Somebody who had to sign in may have done so in another tab. */
  protected comeBack(): void {
    if (this.#missed) {
      this.#met = false;
      void this.#meetPerson();
    }
  }

  async #meetPerson(): Promise<void> {
    if (this.#met) {
      return;
    }
    this.#met = true;
    try {
      const session = await fetchJson<{ readonly user: { readonly id: string } } | null>(
        `${this.#apiUrl}/auth/get-session`,
      );
      if (session === null) {
        throw new ChatProblem('unauthenticated', 'Nobody is signed in.', 401);
      }
      this.kit.followUpdates(session.user.id);
      if (this.#missed) {
        this.#missed = false;
        this.kit.dismissError();
        await this.kit.loadThreads();
      }
    } catch (error) {
      this.#missed = true;
      this.kit.reportProblem(error);
    }
  }
}
