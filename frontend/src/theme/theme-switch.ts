import { Component, inject } from '@angular/core';
import { LucideMonitor, LucideMoon, LucideSun } from '@lucide/angular';
import { Theme } from './theme';

/** Three buttons, one of them pressed. */
@Component({
  selector: 'app-theme-switch',
  imports: [LucideMonitor, LucideMoon, LucideSun],
  template: `
    <div class="segments" role="group" aria-label="Colours">
      <button
        type="button"
        title="Light"
        aria-label="Light"
        [attr.aria-pressed]="theme.choice() === 'light'"
        (click)="theme.choose('light')"
      >
        <svg lucideSun [size]="16"></svg>
      </button>
      <button
        type="button"
        title="Dark"
        aria-label="Dark"
        [attr.aria-pressed]="theme.choice() === 'dark'"
        (click)="theme.choose('dark')"
      >
        <svg lucideMoon [size]="16"></svg>
      </button>
      <button
        type="button"
        title="As the device"
        aria-label="As the device"
        [attr.aria-pressed]="theme.choice() === 'system'"
        (click)="theme.choose('system')"
      >
        <svg lucideMonitor [size]="16"></svg>
      </button>
    </div>
  `,
})
export class ThemeSwitch {
  protected readonly theme = inject(Theme);
}
