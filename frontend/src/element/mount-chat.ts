import { createComponent, effect, ɵSHARED_STYLES_HOST as SHARED_STYLES_HOST } from '@angular/core';
import { createApplication } from '@angular/platform-browser';
import { Language, provideChatKit, provideChatKitLanguage, type GetToken, type LanguageCode } from '@chatkit/angular';
import { OverlayContainer } from '@angular/cdk/overlay';
import { AdoptedStyles } from './adopted-styles';
import { API_URL, EmbeddedChat, TELL } from './embedded-chat';
import type { Tell } from './embedded-event';

/** What attributes of the element say. */
export interface ChatSettings {
  readonly mode?: 'floating' | 'inline';
  readonly language?: LanguageCode;
  /** Undefined for the words of the language. */
  readonly label?: string | undefined;
  readonly greeting?: string | undefined;
  readonly threadId?: string | null;
  readonly collection?: string | null;
  readonly open?: boolean;
}

/** The chat inside of an element. */
export interface MountedChat {
  set(settings: ChatSettings): void;
  show(): void;
  hide(): void;
  /** Resolves when the answer has ended. */
  send(text: string): Promise<void>;
  newThread(): void;
  useToken(getToken: GetToken | null): void;
  signOut(): void;
  destroy(): void;
}

/** Where a chat goes, and how it reaches its server and its page. */
export interface MountOptions {
  readonly frame: HTMLElement;
  readonly apiUrl: string;
  /** Null where the session's cookie says who is asking. */
  readonly getToken: GetToken | null;
  readonly settings: ChatSettings;
  readonly tell: Tell;
  readonly openChanged: (open: boolean) => void;
}

/** Starts an Angular application of its own in the frame. */
export async function mountChat(options: MountOptions): Promise<MountedChat> {
  const { frame, apiUrl, getToken, settings, tell, openChanged } = options;
  const app = await createApplication({
    providers: [
      { provide: SHARED_STYLES_HOST, useClass: AdoptedStyles },
      provideChatKit({ apiUrl, getToken }),
      provideChatKitLanguage(() => settings.language ?? 'en'),
      { provide: TELL, useValue: tell },
      { provide: API_URL, useValue: apiUrl },
      { provide: OverlayContainer, useFactory: () => overlaysIn(frame) },
    ],
  });
  const hostElement = document.createElement('div');
  frame.replaceChildren(hostElement);
  const chat = createComponent(EmbeddedChat, { environmentInjector: app.injector, hostElement });
  const language = app.injector.get(Language);
  effect(
    () => {
      frame.lang = language.code();
      frame.dir = language.direction();
    },
    { injector: app.injector },
  );
  const set = ({ language: code, ...changed }: ChatSettings) => {
    if (code !== undefined) {
      void language.choose(code);
    }
    for (const [name, value] of Object.entries(changed)) {
      chat.setInput(name, value);
    }
  };
  set(settings);
  chat.instance.open.subscribe(openChanged);
  app.attachView(chat.hostView);
  app.tick();
  return {
    set,
    show: () => chat.instance.show(),
    hide: () => chat.instance.hide(),
    send: (text) => chat.instance.kit.sendMessage(text),
    newThread: () => chat.instance.kit.createThread(),
    useToken: (next) => chat.instance.useToken(next),
    signOut: () => chat.instance.signOut(),
    destroy: () => app.destroy(),
  };
}

/** Menus open in the frame: in the page they would have its styles and none of ours. */
function overlaysIn(frame: HTMLElement): OverlayContainer {
  const container = new OverlayContainer();
  frame.append(container.getContainerElement());
  return container;
}
