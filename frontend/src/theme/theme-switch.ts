import { Component, inject } from '@angular/core';
import { LucideContrast, LucideMonitor, LucideMoon, LucideSun } from '@lucide/angular';
import { injectPortalTexts } from '../language/portal-catalogue';
import { Theme } from './theme';

/** Three buttons, one of them pressed, and one for more contrast. */
@Component({
  selector: 'app-theme-switch',
  imports: [LucideContrast, LucideMonitor, LucideMoon, LucideSun],
  template: `
    <div class="segments" role="group" [attr.aria-label]="texts().colours.name">
      <button
        type="button"
        [title]="texts().colours.light"
        [attr.aria-label]="texts().colours.light"
        [attr.aria-pressed]="theme.choice() === 'light'"
        (click)="theme.choose('light')"
      >
        <svg lucideSun [size]="16"></svg>
      </button>
      <button
        type="button"
        [title]="texts().colours.dark"
        [attr.aria-label]="texts().colours.dark"
        [attr.aria-pressed]="theme.choice() === 'dark'"
        (click)="theme.choose('dark')"
      >
        <svg lucideMoon [size]="16"></svg>
      </button>
      <button
        type="button"
        [title]="texts().colours.system"
        [attr.aria-label]="texts().colours.system"
        [attr.aria-pressed]="theme.choice() === 'system'"
        (click)="theme.choose('system')"
      >
        <svg lucideMonitor [size]="16"></svg>
      </button>
    </div>
    <div class="segments">
      <button
        type="button"
        [title]="texts().colours.contrast"
        [attr.aria-label]="texts().colours.contrast"
        [attr.aria-pressed]="theme.contrast()"
        (click)="theme.chooseContrast(!theme.contrast())"
      >
        <svg lucideContrast [size]="16"></svg>
      </button>
    </div>
  `,
  styles: `
    :host {
      display: flex;
      gap: 6px;
    }
  `,
})
export class ThemeSwitch {
  protected readonly texts = injectPortalTexts();
  protected readonly theme = inject(Theme);
}
