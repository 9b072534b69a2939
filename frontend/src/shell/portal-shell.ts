import { Component, computed, effect, inject } from '@angular/core';
import { Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { LucideLibrary, LucideMessagesSquare, LucidePictureInPicture2 } from '@lucide/angular';
import { ChatKit } from '@chatkit/angular';
import { injectPortalTexts } from '../language/portal-catalogue';
import { Session } from '../auth/session';
import { AccountMenu } from './account-menu';

/** The bar above every page of somebody signed in. */
@Component({
  selector: 'app-portal-shell',
  imports: [
    AccountMenu,
    LucideLibrary,
    LucideMessagesSquare,
    LucidePictureInPicture2,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
  ],
  template: `
    <header>
      <a class="brand" routerLink="/" [attr.aria-label]="texts().pages.home">
        <img src="favicon.svg" alt="" width="28" height="28" /><span>ChatKit</span>
      </a>
      <nav [attr.aria-label]="texts().pages.name">
        <a routerLink="/" [class.active]="inChat()" [attr.aria-current]="inChat() ? 'page' : null">
          <svg lucideMessagesSquare></svg><span>{{ texts().pages.chat }}</span>
        </a>
        <a routerLink="/knowledge" routerLinkActive="active" ariaCurrentWhenActive="page">
          <svg lucideLibrary></svg><span>{{ texts().pages.knowledge }}</span>
        </a>
        <a routerLink="/floating" routerLinkActive="active" ariaCurrentWhenActive="page">
          <svg lucidePictureInPicture2></svg><span>{{ texts().pages.floating }}</span>
        </a>
      </nav>
      <app-account-menu />
    </header>
    <router-outlet />
  `,
  styleUrl: './portal-shell.css',
})
export class PortalShell {
  protected readonly texts = injectPortalTexts();
  readonly #router = inject(Router);
  readonly #kit = inject(ChatKit);
  readonly #session = inject(Session);

  /** The start and every thread are the chat. */
  protected readonly inChat = computed(() => {
    const path = this.#router.lastSuccessfulNavigation()?.finalUrl?.toString().split('?')[0] ?? '';
    return path === '/' || path.startsWith('/threads/');
  });

  constructor() {
    effect(() => {
      const account = this.#session.account();
      if (account !== null) {
        this.#kit.followUpdates(account.id);
      }
    });
  }
}
