import { Directionality } from '@angular/cdk/bidi';
import { Service, computed, inject, signal, type Signal } from '@angular/core';
import { CATALOGUES, type Catalogue } from './catalogue';
import { kitCatalogue } from './kit-catalogue';
import type { KitTexts } from './kit-texts';
import { directionOf, type LanguageCode } from './language-code';
import { wordingIn, type Wording } from './wording';

interface Shown {
  readonly code: LanguageCode;
  readonly texts: ReadonlyMap<Catalogue, object>;
}

/** The language that is shown. English is there from the beginning, every other one is loaded when it is chosen. */
@Service()
export class Language {
  readonly #catalogues = inject(CATALOGUES);
  readonly #shown = signal<Shown>({ code: 'en', texts: new Map() });
  /** Where menus open, and which arrow keys lead into them. */
  readonly #menus = inject(Directionality);
  #wanted: LanguageCode = 'en';

  readonly code = computed(() => this.#shown().code);
  readonly direction = computed(() => directionOf(this.code()));

  /** A catalogue's texts in the language that is shown. */
  textsOf<Texts extends object>(catalogue: Catalogue<Texts>): Signal<Texts> {
    return computed(() => (this.#shown().texts.get(catalogue) as Texts | undefined) ?? catalogue.english);
  }

  /** Shows all texts in this language as soon as they are there; false where they cannot be loaded. */
  async choose(code: LanguageCode): Promise<boolean> {
    this.#wanted = code;
    try {
      const texts = await Promise.all(
        this.#catalogues.map(async (catalogue) => [catalogue, await readTexts(catalogue, code)] as const),
      );
      if (this.#wanted === code) {
        this.#shown.set({ code, texts: new Map(texts) });
        this.#menus.valueSignal.set(directionOf(code));
      }
      return true;
    } catch {
      // offline, or the chunk is gone after an update: what is shown stays
      return false;
    }
  }
}

/** Numbers, dates and lists in the language that is shown. */
export function injectWording(): Signal<Wording> {
  const { code } = inject(Language);
  return computed(() => wordingIn(code()));
}

/** The kit's texts, for a part. */
export function injectTexts(): Signal<KitTexts> {
  return inject(Language).textsOf(kitCatalogue);
}

async function readTexts(catalogue: Catalogue, code: LanguageCode): Promise<object> {
  return code === 'en' ? catalogue.english : catalogue.others[code]();
}
