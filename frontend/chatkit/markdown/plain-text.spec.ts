import { plainTextOf } from './plain-text';

describe('the plain text of an answer', () => {
  it.each([
    ['## Trains *first*\n\nSet `A_B` & **go** [1].', 'Trains first\n\nSet A_B & go [1].'],
    ['- one\n- two\n  - three\n\n1. a\n2. b', '- one\n- two\n  - three\n\n1. a\n2. b'],
    ['- [x] done\n- [ ] open', '- [x] done\n- [ ] open'],
    ['| a | b |\n|---|---|\n| 1 < 2 | `x` |', 'a\tb\n1 < 2\tx'],
    ['```sh\nnpm start\n```', 'npm start'],
    ['> quoted\n> text', 'quoted\ntext'],
    [
      'See [the rules](https://rail.example/r), <https://rail.example>.',
      'See the rules (https://rail.example/r), https://rail.example.',
    ],
    ['a\\*b <b>bold</b>  \nnext', 'a*b bold\nnext'],
    ['So $x^2$ holds:\n\n$$\ny = 1\n$$', 'So x^2 holds:\n\ny = 1'],
  ])('of %j', (markdown, text) => {
    expect(plainTextOf(markdown)).toBe(text);
  });
});
