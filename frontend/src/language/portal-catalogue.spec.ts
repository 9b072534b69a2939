import { closestLanguage } from '@chatkit/angular/languages';
import { translationComplaints } from '@chatkit/angular/testing';
import { portalCatalogue } from './portal-catalogue';

describe('the texts of the portal', () => {
  it.each(Object.entries(portalCatalogue.others))('are complete: %s', async (code, load) => {
    expect(translationComplaints(portalCatalogue.english, await load(), closestLanguage([code]))).toEqual([]);
  });
});
