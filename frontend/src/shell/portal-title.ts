import { Service, effect, inject, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { TitleStrategy, type RouterStateSnapshot } from '@angular/router';
import { injectPortalTexts, type PortalTexts } from '../language/portal-catalogue';

/** A page of the portal that has a name, which is the `title` of its route. */
export type PageName = Exclude<keyof PortalTexts['pages'], 'name' | 'home'>;

/** Names the page in the language that is shown. */
@Service()
export class PortalTitle extends TitleStrategy {
  readonly #texts = injectPortalTexts();
  readonly #title = inject(Title);
  readonly #page = signal<PageName>('chat');

  constructor() {
    super();
    effect(() => {
      const { pages } = this.#texts();
      this.#title.setTitle(`${pages[this.#page()]} · ChatKit RAG`);
    });
  }

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.#page.set((this.buildTitle(snapshot) as PageName | undefined) ?? 'chat');
  }
}
