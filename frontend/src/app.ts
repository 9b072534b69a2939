import { Component, DOCUMENT, effect, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { Language } from '@chatkit/angular/languages';
import { Theme } from './theme/theme';

@Component({ selector: 'app-root', imports: [RouterOutlet], template: '<router-outlet />' })
export class App {
  /** Made at once, so that the page never shows in the other colours first. */
  protected readonly theme = inject(Theme);

  constructor() {
    const root = inject(DOCUMENT).documentElement;
    const language = inject(Language);
    effect(() => {
      root.lang = language.code();
      root.dir = language.direction();
    });
  }
}
