import { wordingIn } from '../languages/wording';
import { translationComplaints } from './translation-complaints';

const english = {
  stop: 'Stop it now',
  more: { from: (a: number, b: string) => `${a} of ${b}` },
  files: wordingIn('en').plural({ one: '# file', other: '# files' }),
};
const german = {
  stop: 'Sofort anhalten',
  more: { from: (a: number, b: string) => `${a} von ${b}` },
  files: wordingIn('de').plural({ one: '# Datei', other: '# Dateien' }),
};

describe('complaints about translations', () => {
  it('has none about a complete one', () => {
    expect(translationComplaints(english, german, 'de')).toEqual([]);
  });

  it.each([
    ['a missing text', { stop: undefined }, '/stop: is not translated'],
    ['a text too many', { start: 'Los' }, '/start: is not translated'],
    ['an empty text', { stop: ' ' }, '/stop: is empty'],
    ['a forgotten text', { stop: 'Stop it now' }, '/stop: is still English'],
    ['a lost value', { more: { from: (a: number, _b: string) => `${a} von` } }, '/more/from: leaves value 2 out'],
    ['other values', { more: { from: () => 'von' } }, '/more/from: takes other values'],
    ['no plural', { files: (n: number) => `${n} Dateien` }, '/files: has no plural forms'],
    [
      'a plural form that the language lacks',
      { files: wordingIn('de').plural({ one: '# Datei', few: '# Dateien', other: '# Dateien' }) },
      '/files: has the forms few,one,other, not one,other',
    ],
    [
      'a plural without its number',
      { files: wordingIn('de').plural({ one: '#', other: 'Dateien' }) },
      '/files: other lost #',
    ],
  ])('names %s', (_, change, complaint) => {
    expect(translationComplaints(english, { ...german, ...change }, 'de')).toContain(complaint);
  });
});
