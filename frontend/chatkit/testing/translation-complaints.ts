import type { LanguageCode, Plural, PluralForms } from '@chatkit/angular/languages';

/** Scripts by which a text shows that it is of a language. */
const scripts: Partial<Record<string, RegExp>> = { ar: /\p{Script=Arabic}/u, zh: /\p{Script=Han}/u };
/** Numbers are written into a text in some form whatever the language; one or none may be a word of its own. */
const spelled: readonly string[] = ['zero', 'one', 'two'];

/** Says of every text that is missing, empty, still English, or without what English puts into it, where it is. */
export function translationComplaints(english: unknown, texts: unknown, code: LanguageCode, path = ''): string[] {
  if (typeof english !== typeof texts) {
    return [`${path}: is not translated`];
  }
  if (typeof english === 'string') {
    return wordComplaints(english, texts as string, code).map((what) => `${path}: ${what}`);
  }
  if (typeof english === 'function') {
    return functionComplaints(english as Sayer, texts as Sayer, code).map((what) => `${path}: ${what}`);
  }
  const [wanted, given] = [english as Record<string, unknown>, texts as Record<string, unknown>];
  const keys = new Set([...Object.keys(wanted), ...Object.keys(given)]);
  return [...keys].flatMap((key) => translationComplaints(wanted[key], given[key], code, `${path}/${key}`));
}

type Sayer = ((...values: readonly unknown[]) => string) & Partial<Pick<Plural, 'forms'>>;

function wordComplaints(english: string, text: string, code: LanguageCode): string[] {
  const script = scripts[code];
  const isEnglish = script === undefined ? text === english && /\p{L}\s+\p{L}/u.test(text) : !script.test(text);
  return [
    ...(text.trim() === '' ? ['is empty'] : []),
    ...(text === text.trim() ? [] : ['has spaces around it']),
    ...(isEnglish ? ['is still English'] : []),
  ];
}

function functionComplaints(english: Sayer, say: Sayer, code: LanguageCode): string[] {
  if (english.forms !== undefined) {
    return say.forms === undefined ? ['has no plural forms'] : pluralComplaints(english.forms, say.forms, code);
  }
  if (english.length !== say.length) {
    return ['takes other values'];
  }
  const values = [3, 7, 9].slice(0, english.length);
  const text = inLatinDigits(say(...values));
  const lost = values.filter((value) => !text.includes(String(value)));
  return [...lost.map((value) => `leaves value ${values.indexOf(value) + 1} out`), ...wordComplaints('', text, code)];
}

function pluralComplaints(english: PluralForms, forms: PluralForms, code: LanguageCode): string[] {
  const wanted = new Intl.PluralRules(code).resolvedOptions().pluralCategories.toSorted();
  const given = Object.keys(forms).toSorted();
  const texts = Object.entries(forms);
  return [
    ...(wanted.join() === given.join() ? [] : [`has the forms ${given.join()}, not ${wanted.join()}`]),
    ...texts.flatMap(([form, text]) => wordComplaints(english.other, text, code).map((what) => `${form} ${what}`)),
    ...texts.filter(([form, text]) => !spelled.includes(form) && !text.includes('#')).map(([form]) => `${form} lost #`),
  ];
}

function inLatinDigits(text: string): string {
  return text.replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660));
}
