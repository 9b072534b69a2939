import { ApplicationInitStatus, Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { translationComplaints } from '../testing/translation-complaints';
import { CATALOGUES, provideCatalogue, type Catalogue } from './catalogue';
import { english } from './english';
import { kitCatalogue } from './kit-catalogue';
import { closestLanguage, languageCodes } from './language-code';
import { Language, injectTexts } from './language';
import { otherKitTexts } from './other-kit-texts';
import { provideChatKitLanguage } from './provide-chat-kit-language';
import { wordingIn } from './wording';

@Component({ template: '{{ texts().buttons.send }}' })
class SendLabel {
  protected readonly texts = injectTexts();
}

describe('the languages of the kit', () => {
  it.each(Object.entries(otherKitTexts))('are complete: %s', async (code, load) => {
    expect(translationComplaints(english, await load(), closestLanguage([code]))).toEqual([]);
  });

  it('are English until another one is chosen, and change while they are shown', async () => {
    const fixture = TestBed.createComponent(SendLabel);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    expect(element.textContent).toBe('Send');
    expect(await TestBed.inject(Language).choose('de')).toBe(true);
    await fixture.whenStable();
    expect(element.textContent).toBe('Senden');
    await TestBed.inject(Language).choose('en');
    await fixture.whenStable();
    expect(element.textContent).toBe('Send');
  });

  it('are loaded before the application starts where one is provided', async () => {
    TestBed.configureTestingModule({ providers: [provideChatKitLanguage(() => 'de')] });
    const language = TestBed.inject(Language);
    await TestBed.inject(ApplicationInitStatus).donePromise;
    expect(language.code()).toBe('de');
  });

  it('change together with the texts of an application, to the one that was chosen last', async () => {
    const slow = Promise.withResolvers<{ greeting: string }>();
    const catalogue = catalogueOf({ de: () => slow.promise });
    TestBed.configureTestingModule({ providers: [provideCatalogue(catalogue)] });
    const language = TestBed.inject(Language);
    const texts = language.textsOf(catalogue);
    const german = language.choose('de');
    await language.choose('en');
    slow.resolve({ greeting: 'Hallo' });
    await german;
    expect([language.code(), texts().greeting]).toEqual(['en', 'Hello']);
    await language.choose('de');
    expect([language.code(), texts().greeting, language.textsOf(kitCatalogue)().buttons.send]).toEqual([
      'de',
      'Hallo',
      'Senden',
    ]);
  });

  it('stay as they are where one cannot be loaded', async () => {
    const catalogue = catalogueOf({ de: () => Promise.reject(new Error('offline')) });
    TestBed.configureTestingModule({ providers: [{ provide: CATALOGUES, useValue: [catalogue] }] });
    const language = TestBed.inject(Language);
    expect(await language.choose('de')).toBe(false);
    expect([language.code(), language.textsOf(catalogue)().greeting]).toEqual(['en', 'Hello']);
  });

  it('are chosen by what somebody reads, in their order', () => {
    expect(closestLanguage(['fr-CA', 'DE-at', 'en'])).toBe('de');
    expect(closestLanguage([null, undefined, 'fr'])).toBe('en');
    expect(languageCodes).toContain('en');
  });

  it('write numbers, dates, lists and plurals in their own way', () => {
    const german = wordingIn('de');
    const files = german.plural({ one: '# Datei', other: '# Dateien' });
    expect([files(1), files(0), files(1204)]).toEqual(['1 Datei', '0 Dateien', '1.204 Dateien']);
    expect(german.percent(0.85)).toBe('85 %'.replace(' ', '\u00a0'));
    expect(['en', 'de', 'zh'].map((code) => wordingIn(closestLanguage([code])).day('2026-11-27T12:00:00Z'))).toEqual([
      '27 Nov 2026',
      '27.11.2026',
      '2026年11月27日',
    ]);
    expect(german.list(['eins', 'zwei'])).toBe('eins, zwei');
  });
});

function catalogueOf(others: Partial<Catalogue<{ greeting: string }>['others']>): Catalogue<{ greeting: string }> {
  const english = { greeting: 'Hello' };
  return { english, others: { de: async () => english, ar: async () => english, zh: async () => english, ...others } };
}
