import { InjectionToken, makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { kitCatalogue } from './kit-catalogue';
import type { LanguageCode } from './language-code';

/** The texts of one application in every language: English at hand, each other language in a chunk of its own. */
export interface Catalogue<Texts extends object = object> {
  readonly english: Texts;
  readonly others: Readonly<Record<Exclude<LanguageCode, 'en'>, () => Promise<Texts>>>;
}

/** The catalogues that change their language together. */
export const CATALOGUES = new InjectionToken<readonly Catalogue[]>('CATALOGUES', { factory: () => [kitCatalogue] });

/** Lets an application's own texts follow the language of the kit; read them with `Language.textsOf`. */
export function provideCatalogue(catalogue: Catalogue): EnvironmentProviders {
  return makeEnvironmentProviders([{ provide: CATALOGUES, useValue: [kitCatalogue, catalogue] }]);
}
