import type { KitTexts } from './kit-texts';
import type { LanguageCode } from './language-code';

/** Loads the kit's texts in another language than English. */
export const otherKitTexts: Readonly<Record<Exclude<LanguageCode, 'en'>, () => Promise<KitTexts>>> = {
  de: async () => (await import('./german')).german,
  ar: async () => (await import('./arabic')).arabic,
  zh: async () => (await import('./chinese')).chinese,
};
