import { Component, inject } from '@angular/core';
import { languageCodes, type LanguageCode } from '@chatkit/angular/languages';
import { LanguageChoice } from './language-choice';
import { injectPortalTexts } from './portal-catalogue';

/** The languages by their own names, one of them chosen. */
@Component({
  selector: 'app-language-select',
  template: `
    <select #field [attr.aria-label]="texts().account.language" (change)="choose(field)">
      @for (language of languages; track language.code) {
        <option [value]="language.code" [attr.lang]="language.code" [selected]="language.code === choice.code()">
          {{ language.name }}
        </option>
      }
    </select>
  `,
  styles: `
    select {
      min-height: 34px;
      padding: 4px 8px;
      border: 1px solid var(--ck-border-strong);
      border-radius: 10px;
      background: var(--ck-surface);
      color: inherit;
      font: inherit;
      font-size: 14px;
    }
    @media (pointer: coarse) {
      select {
        min-height: 44px;
      }
    }
  `,
})
export class LanguageSelect {
  protected readonly texts = injectPortalTexts();
  protected readonly choice = inject(LanguageChoice);
  protected readonly languages = languageCodes.map((code) => ({
    code,
    name: new Intl.DisplayNames(code, { type: 'language' }).of(code),
  }));

  protected async choose(field: HTMLSelectElement): Promise<void> {
    await this.choice.choose(field.value as LanguageCode);
    field.value = this.choice.code();
  }
}
