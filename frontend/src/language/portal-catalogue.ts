import { inject, type Signal } from '@angular/core';
import { Language, type Catalogue, type Translation } from '@chatkit/angular/languages';
import { english } from './english';

/** The texts of the portal's pages. English says which there are. */
export type PortalTexts = Translation<typeof english>;

export const portalCatalogue: Catalogue<PortalTexts> = {
  english,
  others: {
    de: async () => (await import('./german')).german,
    ar: async () => (await import('./arabic')).arabic,
    zh: async () => (await import('./chinese')).chinese,
  },
};

/** The portal's texts, for a page. */
export function injectPortalTexts(): Signal<PortalTexts> {
  return inject(Language).textsOf(portalCatalogue);
}
