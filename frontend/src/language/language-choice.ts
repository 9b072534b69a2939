import { Service, inject } from '@angular/core';
import { Language, closestLanguage, type LanguageCode } from '@chatkit/angular/languages';

const storageKey = 'chatkit.language';

/** The language that somebody has chosen on this device, else the first one of their browser's that there is. */
export function rememberedLanguage(): LanguageCode {
  return closestLanguage([localStorage.getItem(storageKey), ...navigator.languages]);
}

/** Changes the language of the page, and remembers it on this device. */
@Service()
export class LanguageChoice {
  readonly #language = inject(Language);

  readonly code = this.#language.code;

  /** False where the language cannot be loaded: then the page stays as it is. */
  async choose(code: LanguageCode): Promise<boolean> {
    const shown = await this.#language.choose(code);
    if (shown) {
      localStorage.setItem(storageKey, code);
    }
    return shown;
  }
}
