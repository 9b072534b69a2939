import { Component, computed, inject } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { ChatKit } from '@chatkit/angular';
import { LucideKeyRound, LucideLogOut, LucideShieldCheck, LucideUserRound } from '@lucide/angular';
import { LanguageSelect } from '../language/language-select';
import { injectPortalTexts } from '../language/portal-catalogue';
import { Session } from '../auth/session';
import { ThemeSwitch } from '../theme/theme-switch';

/** Who is signed in, the colours, the language, and the way out. */
@Component({
  selector: 'app-account-menu',
  imports: [LanguageSelect, LucideKeyRound, LucideLogOut, LucideShieldCheck, LucideUserRound, RouterLink, ThemeSwitch],
  template: `
    <button type="button" class="avatar" popovertarget="account" [title]="account()?.name ?? ''">
      {{ initials() }}<span class="visually-hidden"> {{ texts().account.name }}</span>
    </button>
    <div #menu id="account" popover>
      <p class="name">{{ account()?.name }}</p>
      <p class="email">{{ account()?.email }}</p>
      <div class="row">
        <span>{{ texts().colours.name }}</span><app-theme-switch />
      </div>
      <div class="row">
        <span>{{ texts().account.language }}</span><app-language-select />
      </div>
      <a class="item" routerLink="/api-keys" (click)="menu.hidePopover()"
        ><svg lucideKeyRound [size]="16"></svg>{{ texts().pages.apiKeys }}</a
      >
      <a class="item" routerLink="/your-data" (click)="menu.hidePopover()"
        ><svg lucideUserRound [size]="16"></svg>{{ texts().pages.personalData }}</a
      >
      @if (account()?.role === 'admin') {
        <a class="item" routerLink="/admin" (click)="menu.hidePopover()"
          ><svg lucideShieldCheck [size]="16"></svg>{{ texts().pages.administration }}</a
        >
      }
      <button type="button" class="item" (click)="leave()">
        <svg class="onward" lucideLogOut [size]="16"></svg>{{ texts().account.signOut }}
      </button>
    </div>
  `,
  styleUrl: './account-menu.css',
})
export class AccountMenu {
  protected readonly texts = injectPortalTexts();
  readonly #session = inject(Session);
  readonly #kit = inject(ChatKit);
  readonly #router = inject(Router);

  protected readonly account = this.#session.account;
  protected readonly initials = computed(() => initialsOf(this.account()?.name ?? ''));

  protected async leave(): Promise<void> {
    await this.#session.signOut();
    this.#kit.clear();
    await this.#router.navigateByUrl('/sign-in');
  }
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters = [words.at(0), words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase();
}
