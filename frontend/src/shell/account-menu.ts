import { Component, computed, inject } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { ChatKit } from '@chatkit/angular';
import { LucideKeyRound, LucideLogOut } from '@lucide/angular';
import { Session } from '../auth/session';
import { ThemeSwitch } from '../theme/theme-switch';

/** Who is signed in, the colours, and the way out. */
@Component({
  selector: 'app-account-menu',
  imports: [LucideKeyRound, LucideLogOut, RouterLink, ThemeSwitch],
  template: `
    <button type="button" class="avatar" popovertarget="account" [title]="account()?.name ?? ''">
      {{ initials() }}<span class="visually-hidden"> account and settings</span>
    </button>
    <div #menu id="account" popover>
      <p class="name">{{ account()?.name }}</p>
      <p class="email">{{ account()?.email }}</p>
      <div class="row"><span>Colours</span><app-theme-switch /></div>
      <a class="item" routerLink="/api-keys" (click)="menu.hidePopover()"
        ><svg lucideKeyRound [size]="16"></svg>API keys</a
      >
      <button type="button" class="item" (click)="leave()"><svg lucideLogOut [size]="16"></svg>Sign out</button>
    </div>
  `,
  styleUrl: './account-menu.css',
})
export class AccountMenu {
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
