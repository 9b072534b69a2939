import { splitAtCitations } from './citation-marks';

const known = (n: number) => n <= 3;

describe('citation marks', () => {
  it('splits text at the numbers of known sources', () => {
    expect(splitAtCitations('a [1] b', known)).toEqual([{ text: 'a ' }, { n: 1 }, { text: ' b' }]);
  });

  it('reads several marks in a row and several numbers in one', () => {
    expect(splitAtCitations('[1][2]', known)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(splitAtCitations('[1, 3]', known)).toEqual([{ n: 1 }, { n: 3 }]);
  });

  it.each([
    '[1](https://rail.example)',
    '[1][rail]',
    '[1]: https://rail.example',
    '[9]',
    '[0]',
    '[01]',
    '[1, 9]',
    '[a]',
  ])('leaves %s as it is', (text) => {
    expect(splitAtCitations(text, known)).toEqual([{ text }]);
  });
});
