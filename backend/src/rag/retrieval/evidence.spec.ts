import { describe, expect, it } from '@jest/globals';
import { withoutAskingWords } from './asking-words.js';
import { type AskedTerm, evidenceOf } from './evidence.js';

const PASSAGE = {
  title: 'Bicycles',
  text: 'Bicycles can be borrowed from the porter in Leeds. The deposit is 40 pounds. Repairs take a week.',
};

const term = (lexeme: string, weight: number, held: boolean): AskedTerm => ({ lexeme, weight, held });

describe('evidenceOf', () => {
  it('weighs terms by their rarity, and takes parts of words for coverage alone', () => {
    const terms = [term('porter', 3, true), term('cycle', 1, false), term('ferri', 4, false)];
    const { coverage, exactCoverage } = evidenceOf('', terms, PASSAGE);
    expect(coverage).toBeCloseTo(4 / 8);
    expect(exactCoverage).toBeCloseTo(3 / 8);
  });

  it('looks for the one sentence that has most', () => {
    const terms = [term('porter', 1, true), term('deposit', 1, true), term('pound', 1, true)];
    expect(evidenceOf('', terms, PASSAGE).sentenceCoverage).toBeCloseTo(2 / 3);
  });

  it('counts pairs of words that stand near each other', () => {
    const terms = ['porter', 'leed', 'repair'].map((lexeme) => term(lexeme, 1, true));
    expect(evidenceOf('the porter in Leeds', terms, PASSAGE).neighbours).toBe(1);
    expect(evidenceOf('the porter of repairs', terms, PASSAGE).neighbours).toBe(0);
    expect(evidenceOf('from the porter', terms, PASSAGE).neighbours).toBe(0);
  });

  it.each([
    ['names', 'Does the porter of Leeds know Fred?', 1 / 2],
    ['numbers', 'Is it 40 or 50?', 1 / 2],
    ['not what begins a sentence', 'Where is it? Tell me.\nAnd where else?', 0],
    ['names in other cases', "What is Leeds' deposit?", 0],
  ])('says how many are missing: %s', (_, question, share) => {
    expect(evidenceOf(question, [], PASSAGE).missingNames).toBeCloseTo(share);
  });

  it('reads scripts without spaces', () => {
    const passage = { title: '出差规定', text: '员工出差应当首先选择火车。超过六小时的旅程可以预订机票。' };
    expect(evidenceOf('', [term('火车', 1, false)], passage).coverage).toBe(1);
  });
});

describe('withoutAskingWords', () => {
  it('leaves out what no answer repeats', () => {
    expect(withoutAskingWords('How many days, and when?').match(/\w+/g)).toEqual(['days', 'and']);
  });

  it('keeps a question that has nothing else', () => {
    expect(withoutAskingWords('What kind?')).toBe('What kind?');
  });
});
