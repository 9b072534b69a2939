import { closestLanguage, directionOf, type LanguageCode } from '../../chatkit/languages/language-code';
import { otherKitTexts } from '../../chatkit/languages/other-kit-texts';
import launcherCss from '../../chatkit/layouts/launcher-button.css' with { loader: 'text' };
import themeCss from '../../chatkit/theme.css' with { loader: 'text' };
import elementCss from './chat-kit-element.css' with { loader: 'text' };
import { launcherButton } from './launcher-button';
import type { GetToken } from '@chatkit/angular';
import type { EmbeddedEvents } from './embedded-event';
import type { ChatSettings, MountedChat } from './mount-chat';
import { styleSheetOf } from './style-sheet';

const apiUrl = new URL('../api', import.meta.url).href;
const signInUrl = new URL('../sign-in', import.meta.url).href;

/** The launcher's name, before there are texts. */
// eslint-disable-next-line no-restricted-syntax -- the catalogue is not in the loader
const englishLabel = 'Ask a question';
/** The launcher's look, before there is a launcher. */
const placeholderCss = launcherCss.replaceAll(':host', '.placeholder');

/**
 * The chat for any page, in a shadow root. The code of the chat itself is loaded when it is first shown. Attributes: `mode`
 * (`floating` or `inline`), `theme` (`light` or `dark`, else that of the page), `language` (else that of the page), `thread-id`,
 * `collection` (of documents, else all are asked), `open`, `label`, `greeting`. Property: `getToken`.
 * Events: see `EmbeddedEvents`.
 */
export class ChatKitElement extends HTMLElement {
  static readonly observedAttributes = ['mode', 'language', 'thread-id', 'collection', 'open', 'label', 'greeting'];

  #frame: HTMLElement | null = null;
  #chat: Promise<MountedChat> | null = null;
  #getToken: GetToken | null = null;

  constructor() {
    super();
    // a page may have set it before this script was there
    const { getToken } = this;
    if (Reflect.deleteProperty(this, 'getToken')) {
      this.getToken = getToken;
    }
  }

  /** Gets a token for the person of the page; null where the session's cookie says who is asking. */
  get getToken(): GetToken | null {
    return this.#getToken;
  }

  set getToken(getToken: GetToken | null) {
    this.#getToken = getToken;
    void this.#chat?.then((chat) => chat.useToken(getToken));
  }

  connectedCallback(): void {
    if (this.#frame === null) {
      const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [themeCss, elementCss, placeholderCss].map(styleSheetOf);
      this.#frame = document.createElement('div');
      this.#frame.className = 'frame';
      root.replaceChildren(this.#frame);
    }
    this.#arrange();
  }

  disconnectedCallback(): void {
    // an element that only moves is connected again at once
    queueMicrotask(() => {
      if (!this.isConnected) {
        void this.#chat?.then((chat) => chat.destroy());
        this.#chat = null;
        this.#frame = null;
      }
    });
  }

  attributeChangedCallback(name: string): void {
    if (this.#frame === null) {
      return;
    }
    if (name === 'mode' || this.#chat === null) {
      this.#arrange();
    }
    const { mode, language, label, greeting, threadId, collection, open } = this.#settings();
    const changed = { mode, language, label, greeting, collection, open, 'thread-id': threadId }[name];
    const setting = name === 'thread-id' ? 'threadId' : name;
    void this.#chat?.then((chat) => chat.set({ [setting]: changed }));
  }

  /** Opens the floating chat, with the cursor in its composer. */
  async show(): Promise<void> {
    (await this.#load()).show();
  }

  /** Closes the floating chat. */
  async hide(): Promise<void> {
    await this.#chat?.then((chat) => chat.hide());
  }

  /** Asks a question, in the open thread or a new one. Resolves when the answer has ended. */
  async send(text: string): Promise<void> {
    await (await this.#load()).send(text);
  }

  /** Forgets the person, with what they have typed and what waits to be sent. */
  async signOut(): Promise<void> {
    await this.#chat?.then((chat) => chat.signOut());
  }

  /** Leaves the open thread for a new one. */
  async newThread(): Promise<void> {
    (await this.#load()).newThread();
  }

  /** A closed floating chat is a button only; everything else needs the chat. */
  #arrange(): void {
    const { mode, language, open, label } = this.#settings();
    const frame = this.#frame;
    if (frame === null) {
      return;
    }
    if (mode === 'inline') {
      frame.removeAttribute('popover');
    } else {
      frame.popover = 'manual';
      frame.showPopover();
    }
    if (this.#chat !== null) {
      return;
    }
    if (mode === 'inline' || open === true) {
      this.#load().catch((error: unknown) => reportError(error));
    } else {
      speak(frame, language);
      const place = launcherButton(label ?? englishLabel, () => void this.show());
      frame.replaceChildren(place);
      if (label === undefined && language !== 'en') {
        void nameIn(language, place.querySelector('button'));
      }
    }
  }

  #load(): Promise<MountedChat> {
    this.#chat ??= this.#mount().catch((error: unknown) => {
      this.#chat = null;
      this.#tell('error', { code: 'offline', detail: String(error) });
      throw error;
    });
    return this.#chat;
  }

  async #mount(): Promise<MountedChat> {
    const { mountChat } = await import('./mount-chat');
    if (this.#getToken === null && new URL(apiUrl).origin !== location.origin) {
      await pageLoaded();
    }
    const frame = this.#frame;
    if (frame === null) {
      throw new Error('<chat-kit> is not in the page.');
    }
    const chat = await mountChat({
      frame,
      apiUrl,
      getToken: this.#getToken,
      settings: this.#settings(),
      tell: (name, detail) => this.#tell(name, detail),
      openChanged: (open) => this.toggleAttribute('open', open),
    });
    this.#tell('ready', null);
    return chat;
  }

  #settings(): ChatSettings & { readonly language: LanguageCode } {
    return {
      mode: this.getAttribute('mode') === 'inline' ? 'inline' : 'floating',
      language: closestLanguage([this.getAttribute('language'), this.closest('[lang]')?.getAttribute('lang')]),
      label: this.getAttribute('label') ?? undefined,
      greeting: this.getAttribute('greeting') ?? undefined,
      threadId: this.getAttribute('thread-id'),
      collection: (this.getAttribute('collection') ?? '').trim() || null,
      open: this.hasAttribute('open'),
    };
  }

  /** Without a word or a token of the page's, “Sign in” leads to the sign-in page of the server, in a tab of its own. */
  #tell<Name extends keyof EmbeddedEvents>(name: Name, detail: EmbeddedEvents[Name]): boolean {
    const goesOn = this.dispatchEvent(new CustomEvent(name, { detail, cancelable: name === 'sign-in-needed' }));
    if (goesOn && this.#getToken === null && detail !== null && 'chosen' in detail && detail.chosen) {
      window.open(signInUrl, '_blank', 'noopener');
    }
    return goesOn;
  }
}

/** Until then a script of the page may still say how it gets tokens. */
async function pageLoaded(): Promise<void> {
  if (document.readyState !== 'complete') {
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  }
}

function speak(frame: HTMLElement, language: LanguageCode): void {
  frame.lang = language;
  frame.dir = directionOf(language);
}

/** Offline the name stays English: pressing the button says what is wrong. */
async function nameIn(language: Exclude<LanguageCode, 'en'>, button: HTMLElement | null): Promise<void> {
  const texts = await otherKitTexts[language]().catch(() => null);
  if (button !== null && texts !== null) {
    button.ariaLabel = texts.launcher.label;
  }
}
