import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Chunk, chunksOf } from './chunker.js';
import { countWords } from '../retrieval/script.js';

const sentence = (words: number, first = 'Word') =>
  `${[first, ...new Array<string>(words - 1).fill('word')].join(' ')}.`;
const paragraph = (sentences: number) => new Array<string>(sentences).fill(sentence(10)).join(' ');
const quotes = (text: string) => [...chunksOf(text, 'text/markdown')].map(({ start, end }) => text.slice(start, end));
const paths = (text: string) => [...chunksOf(text, 'text/markdown')].map(({ headingPath }) => headingPath);

describe('chunksOf', () => {
  it('keeps a short text whole', () => {
    expect(quotes('# Travel\n\nTrains come first.\n')).toEqual(['# Travel\n\nTrains come first.']);
  });

  it('cuts a long text into passages of 150 to 250 words that end with sentences', () => {
    const passages = quotes(new Array<string>(20).fill(paragraph(8)).join('\n\n'));
    for (const passage of passages.slice(0, -1)) {
      expect(countWords(passage)).toBeGreaterThanOrEqual(150);
      expect(countWords(passage)).toBeLessThanOrEqual(250);
      expect(passage).toMatch(/^Word .*word\.$/s);
    }
  });

  it('cuts one endless paragraph at its sentences', () => {
    const passages = quotes(paragraph(60));
    expect(passages).toHaveLength(3);
    for (const passage of passages) expect(passage).toMatch(/^Word .*word\.$/s);
  });

  it('names the headings above each passage', () => {
    const text = `# Guide\n\n${paragraph(6)}\n\n## Install\n\n${paragraph(6)}\n\n### On a server\n\n${paragraph(6)}\n\n## Use\n\n${paragraph(6)}`;
    expect(paths(text)).toEqual([
      ['Guide'],
      ['Guide', 'Install'],
      ['Guide', 'Install', 'On a server'],
      ['Guide', 'Use'],
    ]);
  });

  it('knows headings that are underlined, and reads no heading into code', () => {
    const text = `Guide\n=====\n\n${paragraph(6)}\n\nInstall \`it\`\n---\n\n${paragraph(6)}\n\n\`\`\`sh\n# not a heading\n\`\`\``;
    expect(paths(text)).toEqual([['Guide'], ['Guide', 'Install it']]);
  });

  it('keeps a heading together with what it announces', () => {
    const text = `${paragraph(24)}\n\n## Next\n\n${paragraph(24)}`;
    expect(quotes(text)[1]).toMatch(/^## Next\n\nWord/);
  });

  it('keeps code and tables whole where they fit', () => {
    const code = `\`\`\`sh\n${'run this command now\n'.repeat(30)}\`\`\``;
    const table = `| a | b |\n| - | - |\n${'| one | two |\n'.repeat(20)}`.trim();
    const passages = quotes(`${paragraph(20)}\n\n${code}\n\n${paragraph(20)}\n\n${table}`);
    expect(passages.filter((passage) => passage.includes(code))).toHaveLength(1);
    expect(passages.filter((passage) => passage.includes(table))).toHaveLength(1);
  });

  it('passes over front matter', () => {
    expect(quotes('---\ntitle: Secret\n---\n\nThe text.')).toEqual(['The text.']);
  });

  it('reads no headings into plain text', () => {
    const chunks = [...chunksOf('# one\n\ntwo', 'text/plain')];
    expect(chunks).toEqual([{ position: 0, headingPath: [], start: 0, end: 10 }]);
  });

  it('measures Chinese, which has no spaces', () => {
    const text = '这是一个关于检索系统的句子。'.repeat(100);
    const passages = quotes(text);
    expect(passages.length).toBeGreaterThan(2);
    for (const passage of passages) expect(passage).toMatch(/。$/);
  });

  it('finds nothing in a blank text', () => {
    expect(quotes(' \n\t\n')).toEqual([]);
  });

  it.each(['text/markdown', 'text/plain'] as const)('tiles any %s: all content once, in order', (mediaType) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const chunks = [...chunksOf(text, mediaType)];
        expect(
          gapsBetween(text, chunks)
            .replace(/^---[^]*---/, '')
            .trim(),
        ).toBe('');
        for (const [index, { position, start, end }] of chunks.entries()) {
          expect(position).toBe(index);
          expect(start).toBeLessThan(end);
          expect(text.slice(start, end).isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('cuts a word without end without splitting a character', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), (shift) => {
        const text = 'a'.repeat(shift) + '😀'.repeat(6_000);
        const passages = quotes(text);
        expect(passages.join('')).toBe(text);
        for (const passage of passages) expect(passage.isWellFormed()).toBe(true);
      }),
    );
  });
});

const line = fc.oneof(
  fc.constantFrom(
    '',
    '---',
    '===',
    '```',
    '~~~~',
    '# Title',
    '## Part ##',
    '| a | b |',
    '| - | - |',
    '- item',
    '> quote',
  ),
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text.toWellFormed()),
  fc.integer({ min: 1, max: 80 }).map((words) => sentence(words)),
);
const anyText = fc.array(line, { maxLength: 60 }).map((lines) => lines.join('\n'));

function gapsBetween(text: string, chunks: Chunk[]): string {
  let gaps = '';
  let from = 0;
  for (const { start, end } of chunks) {
    expect(start).toBeGreaterThanOrEqual(from);
    gaps += text.slice(from, start);
    from = end;
  }
  return gaps + text.slice(from);
}
