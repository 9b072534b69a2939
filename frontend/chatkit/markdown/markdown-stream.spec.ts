import * as fc from 'fast-check';
import { MarkdownStream } from './markdown-stream';

const fragment = fc.constantFrom(
  'Trains come first. ',
  '\n\n',
  '\n',
  '# Heading\n',
  '- item\n',
  '  - nested\n',
  '1. first\n',
  '> quoted\n',
  '```ts\nconst a = 1;\n',
  '```\n',
  '    indented code\n',
  '| a | b |\n|---|---|\n| 1 | 2 |\n',
  '| 3 | 4 |\n',
  '[rail]: https://rail.example\n',
  'see [the line][rail] and [rail] ',
  '**bold** `code` [1] ',
  '---\n',
  '===\n',
  '<div>html</div>\n',
  '\r\n',
  '- [ ] open\n',
  '\\[x\\] ',
  '\\[x = 1\n',
  ' \\]\n',
  '$$',
  '$$\n',
  'x^2 ',
  'costs $5 ',
);
const markdown = fc.array(fragment, { maxLength: 25 }).map((parts) => parts.join(''));

function inOneGo(text: string) {
  return new MarkdownStream().update(text, true);
}

function inChunks(text: string, sizes: readonly number[]) {
  const stream = new MarkdownStream();
  let end = 0;
  for (const size of sizes) {
    end = Math.min(text.length, end + size);
    stream.update(text.slice(0, end), false);
  }
  return stream.update(text, true);
}

describe('streamed Markdown', () => {
  it('ends in the same blocks as Markdown in one go, for any chunks', () => {
    fc.assert(
      fc.property(markdown, fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 }), (text, sizes) => {
        expect(inChunks(text, sizes).map(({ start, source }) => ({ start, source }))).toEqual(
          inOneGo(text).map(({ start, source }) => ({ start, source })),
        );
      }),
      { numRuns: 600 },
    );
  });

  it('keeps closed blocks the same objects while text arrives', () => {
    const stream = new MarkdownStream();
    const [first] = stream.update('One.\n\nTwo.\n\nThree.\n\n', false);
    const later = stream.update('One.\n\nTwo.\n\nThree.\n\nFour and more.', false);
    expect(later[0]).toBe(first);
    expect(later).toHaveLength(4);
  });

  it('tells where each block stands in the text', () => {
    const text = '# Travel\n\nTrains come first.\n\n- a\n- b\n';
    expect(inOneGo(text).map(({ start, end }) => text.slice(start, end).trim())).toEqual([
      '# Travel',
      'Trains come first.',
      '- a\n- b',
    ]);
  });

  it('gives a block the link definitions that come later', () => {
    const [block] = inOneGo('See [the line][rail].\n\n[rail]: https://rail.example\n');
    expect(block?.source).toContain('[rail]: https://rail.example');
  });

  it('keeps the indentation of code that is told by it', () => {
    const [, code] = inOneGo('Like this:\n\n    const a = 1;\n');
    expect(code?.source).toContain('~~~\nconst a = 1;\n~~~');
  });

  it('starts anew when the text does not continue', () => {
    const stream = new MarkdownStream();
    stream.update('One attempt that died', false);
    expect(stream.update('Another', false).map((block) => block.source)).toEqual(['Another']);
  });
});
