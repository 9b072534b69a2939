import { Component, InjectionToken, effect, inject, input, model, untracked, viewChild } from '@angular/core';
import {
  ChatKit,
  ChatLauncher,
  ChatPage,
  ChatProblem,
  RequestSigner,
  injectTexts,
  type GetToken,
} from '@chatkit/angular';
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
      <ck-chat-page [greeting]="greeting() ?? texts().launcher.greeting" (signInRequested)="signIn()" />
    } @else {
      <ck-chat-launcher [label]="label()" [greeting]="greeting()" [(open)]="open" (signInRequested)="signIn()" />
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
  readonly #signer = inject(RequestSigner);
  readonly #tell = inject(TELL);
  readonly #apiUrl = inject(API_URL);
  private readonly launcher = viewChild(ChatLauncher);
  private readonly page = viewChild(ChatPage);
  #met = false;
  #missed = false;
  #personId: string | null = null;

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
    effect(() => {
      const person = this.#signer.person();
      untracked(() => person !== undefined && this.#notice(person));
    });
    reportTurns(this.kit, this.#tell);
    reportProblems(this.kit, this.#tell);
  }

  /** Opens the chat with the cursor in its composer. */
  show(): void {
    this.launcher()?.show();
    this.page()?.focusComposer();
  }

  hide(): void {
    this.launcher()?.hide();
  }

  /** The page gets its tokens in another way, or for somebody else. */
  useToken(getToken: GetToken | null): void {
    if (getToken !== this.#signer.getToken) {
      this.#signer.use(getToken);
      this.#missed = true;
      this.comeBack();
    }
  }

  /** Forgets the person, with what they have typed and what waits to be sent. */
  signOut(): void {
    this.kit.clear();
    this.#signer.forget();
    this.#personId = null;
    this.#met = false;
  }

  /** Somebody who had to sign in may have done so in another tab. */
  protected comeBack(): void {
    if (this.#missed) {
      this.#met = false;
      void this.#meetPerson();
    }
  }

  protected signIn(): void {
    if (this.#tell('sign-in-needed', { chosen: true }) && this.#signer.getToken !== null) {
      this.comeBack();
    }
  }

  /** The page has got a token, or none: the person may have left it, or be another one. */
  #notice(person: string | null): void {
    if (person === null) {
      this.#missed = true;
      this.kit.reportProblem(new ChatProblem('unauthenticated', 'Nobody is signed in.', 401));
    } else if (this.#personId !== null && this.#personId !== person) {
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
      const personId = await this.#signer.readPerson(this.#apiUrl);
      if (this.#personId !== null && this.#personId !== personId) {
        this.kit.clear();
      }
      this.#personId = personId;
      this.kit.followUpdates(personId);
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
