import { DOCUMENT, Component, effect, inject, signal } from '@angular/core';
import { Language, languageCodes, type LanguageCode } from '@chatkit/angular';
import { ComposerPage } from './pages/composer-page';
import { MessagePage } from './pages/message-page';
import { NoticePage } from './pages/notice-page';
import { SourcePage } from './pages/source-page';
import { ThemePage } from './pages/theme-page';
import { ThreadPage } from './pages/thread-page';

const pages = ['messages', 'composers', 'threads', 'sources', 'notices', 'theme'] as const;

/** Every part of the kit in every state, in every language, scheme and contrast. */
@Component({
  selector: 'app-gallery',
  imports: [ComposerPage, MessagePage, NoticePage, SourcePage, ThemePage, ThreadPage],
  template: `
    <header>
      <h1>Gallery</h1>
      <nav aria-label="Parts">
        @for (name of pages; track name) {
          <a [href]="'#' + name" [attr.aria-current]="name === page() ? 'page' : null">{{ name }}</a>
        }
      </nav>
      <label>
        Language
        <select #code (change)="choose(code.value)">
          @for (one of languageCodes; track one) {
            <option [value]="one" [selected]="one === language.code()">{{ one }}</option>
          }
        </select>
      </label>
      <label>
        Colours
        <select #colours (change)="scheme.set(colours.value)">
          <option value="">as the system</option>
          <option>light</option>
          <option>dark</option>
        </select>
      </label>
      <label>
        Contrast
        <select #lines (change)="contrast.set(lines.value)">
          <option value="">as the system</option>
          <option>more</option>
        </select>
      </label>
    </header>
    <main>
      @switch (page()) {
        @case ('composers') {
          <app-composer-page />
        }
        @case ('threads') {
          <app-thread-page />
        }
        @case ('sources') {
          <app-source-page />
        }
        @case ('notices') {
          <app-notice-page />
        }
        @case ('theme') {
          <app-theme-page [surroundings]="scheme() + contrast()" />
        }
        @default {
          <app-message-page />
        }
      }
    </main>
  `,
  styles: `
    header {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 20px;
      padding: 12px 16px;
      border-block-end: 1px solid var(--ck-border);
      font-size: 14px;
    }
    h1 {
      margin: 0;
      font-size: 16px;
      font-weight: 600;
    }
    nav {
      display: flex;
      flex: 1 1 auto;
      flex-wrap: wrap;
      gap: 4px 14px;
    }
    a {
      padding-block: 4px;
      color: var(--ck-text-muted);
      text-decoration: none;
      text-transform: capitalize;
    }
    a[aria-current] {
      color: var(--ck-accent);
      box-shadow: 0 2px var(--ck-accent);
    }
    label {
      display: flex;
      gap: 6px;
      align-items: center;
      color: var(--ck-text-muted);
    }
    select {
      min-block-size: 32px;
      border: 1px solid var(--ck-border-strong);
      border-radius: 6px;
      background: var(--ck-surface-raised);
      color: var(--ck-text);
      font: inherit;
    }
    main {
      padding: 16px;
    }
  `,
  host: { '(window:hashchange)': 'page.set(pageOfAddress())' },
})
export class Gallery {
  protected readonly pages = pages;
  protected readonly languageCodes = languageCodes;
  protected readonly language = inject(Language);
  protected readonly page = signal(this.pageOfAddress());
  protected readonly scheme = signal('');
  protected readonly contrast = signal('');

  constructor() {
    const root = inject(DOCUMENT).documentElement;
    effect(() => {
      root.dataset['scheme'] = this.scheme();
      root.dataset['contrast'] = this.contrast();
      root.lang = this.language.code();
      root.dir = this.language.direction();
    });
  }

  protected choose(code: string): void {
    void this.language.choose(code as LanguageCode);
  }

  protected pageOfAddress(): string {
    return location.hash.slice(1);
  }
}
