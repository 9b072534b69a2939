import { excerpt } from './excerpt';

describe('the excerpt of a passage', () => {
  it('is plain text without headings, marks and the rules of tables', () => {
    const passage =
      '## Settings\n\n> Set **one** of [these](https://rail.example):\n\n| Name | Default |\n| ---- | ------: |\n| `A` | 1 |';
    expect(excerpt(passage, 80)).toBe('Set one of these: Name Default A 1');
  });

  it('is cut at a word', () => {
    expect(excerpt('one two three four', 10)).toBe('one two…');
  });
});
