import { Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { Theme } from './theme/theme';

@Component({ selector: 'app-root', imports: [RouterOutlet], template: '<router-outlet />' })
export class App {
  /** Made at once, so that the page never shows in the other colours first. */
  protected readonly theme = inject(Theme);
}
