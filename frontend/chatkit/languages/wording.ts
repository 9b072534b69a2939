import type { LanguageCode } from './language-code';

/** Words for each plural category of a language, with `#` for the number. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** Words for a number; `forms` are those that it chooses from. */
export interface Plural {
  (n: number): string;
  readonly forms: PluralForms;
}

/** What the texts of a language are put together with. Moments are given in ISO 8601. */
export interface Wording {
  /** `1,204` */
  readonly number: (n: number) => string;
  /** `85%` for 0.85 */
  readonly percent: (share: number) => string;
  /** The form of the number's plural category. */
  readonly plural: (forms: PluralForms) => Plural;
  /** `27 Nov 2026` */
  readonly day: (moment: string) => string;
  /** `27 Nov 2026, 14:05` */
  readonly minute: (moment: string) => string;
  /** `one, two` */
  readonly list: (items: readonly string[]) => string;
}

/** Numbers, dates, lists and plurals as the language has them. */
export function wordingIn(code: LanguageCode): Wording {
  const numbers = new Intl.NumberFormat(code);
  const shares = new Intl.NumberFormat(code, { style: 'percent' });
  const rules = new Intl.PluralRules(code);
  const dated = code === 'en' ? 'en-GB' : code; // as the texts are spelled
  const days = new Intl.DateTimeFormat(dated, { dateStyle: 'medium' });
  const minutes = new Intl.DateTimeFormat(dated, { dateStyle: 'medium', timeStyle: 'short' });
  const lists = new Intl.ListFormat(code, { type: 'unit', style: 'long' });
  const number = (n: number) => numbers.format(n);
  return {
    number,
    percent: (share) => shares.format(share),
    plural: (forms) =>
      Object.assign((n: number) => (forms[rules.select(n)] ?? forms.other).replace('#', number(n)), { forms }),
    day: (moment) => days.format(new Date(moment)),
    minute: (moment) => minutes.format(new Date(moment)),
    list: (items) => lists.format(items),
  };
}
