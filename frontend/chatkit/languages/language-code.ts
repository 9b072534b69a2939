/** The languages of the interface, as BCP 47 primary tags. */
export const languageCodes = ['en', 'de', 'ar', 'zh'] as const;

const rightToLeft: readonly string[] = ['ar'];

export type LanguageCode = (typeof languageCodes)[number];
export type Direction = 'ltr' | 'rtl';

/** The first of the wanted languages, such as `de-AT`, that there is; English where there is none. */
export function closestLanguage(wanted: readonly (string | null | undefined)[]): LanguageCode {
  const primary = wanted.map((tag) => tag?.toLowerCase().split('-')[0]);
  return primary.flatMap((tag) => languageCodes.find((code) => code === tag) ?? [])[0] ?? 'en';
}

/** Which way the language is read. */
export function directionOf(code: LanguageCode): Direction {
  return rightToLeft.includes(code) ? 'rtl' : 'ltr';
}
