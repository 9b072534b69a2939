import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AnswerText } from './answer-text.js';

function filtered(pieces: string[], sources = 3): { text: string; cited: number[] } {
  const answer = new AnswerText(sources);
  const text = pieces.map((piece) => answer.push(piece)).join('') + answer.end();
  return { text, cited: [...answer.cited].sort() };
}

describe('AnswerText', () => {
  it.each([
    ['keeps citations of sources', 'Yes [1]. Also [2, 3].', 'Yes [1]. Also [2, 3].', [1, 2, 3]],
    ['removes numbers that no source has', 'Yes [7]. And [2, 9].', 'Yes . And [2].', [2]],
    ['leaves an index alone', 'a[0] and x[i]', 'a[0] and x[i]', []],
    ['leaves links and references alone', '[1](url) [2][ref] [3]: x', '[1](url) [2][ref] [3]: x', []],
    ['takes several in a row for citations', 'Yes [1][2][9]. [1][8](url)', 'Yes [1][2]. [1][8](url)', [1, 2]],
    ['leaves code spans alone', 'use `list[9]` here [1]', 'use `list[9]` here [1]', [1]],
    ['leaves spans of two backticks alone', '``a`[9]`` [9]', '``a`[9]`` ', []],
    ['leaves fenced code alone', '```ts\nrow[9]\n```\nSo [1] [9]', '```ts\nrow[9]\n```\nSo [1] ', [1]],
    ['does not take a stray backtick for code beyond its paragraph', 'a ` b\n\nYes [9]', 'a ` b\n\nYes ', []],
    ['keeps brackets of prose', 'see [the manual] and [', 'see [the manual] and [', []],
    ['drops U+0000', 'a\0b', 'ab', []],
    ['replaces half a surrogate pair', 'a\ud83d', 'a\ufffd', []],
  ])('%s', (_, input, text, cited) => {
    expect(filtered([input])).toEqual({ text, cited });
  });

  it('gives the same text however the pieces are cut', () => {
    const alphabet = fc.constantFrom(
      '[',
      ']',
      '1',
      '2',
      '9',
      '0',
      ',',
      ' ',
      '`',
      '~',
      '\n',
      '(',
      ':',
      'a',
      '\0',
      '😀',
      '\ud83d',
      '\ude00',
    );
    fc.assert(
      fc.property(
        fc.array(alphabet, { maxLength: 60 }),
        fc.array(fc.nat(60), { maxLength: 12 }),
        (characters, cuts) => {
          const input = characters.join('');
          const points = [0, ...cuts.map((cut) => Math.min(cut, input.length)).sort((a, b) => a - b), input.length];
          const pieces = points.slice(1).map((end, i) => input.slice(points[i], end));
          expect(filtered(pieces)).toEqual(filtered([input]));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('never shows a citation of a source that does not exist', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('[8]', '[1]', '[2, 8]', ' ', 'word', '\n'), { maxLength: 30 }), (parts) => {
        expect(filtered(parts).text).not.toMatch(/\[[^\]]*8[^\]]*\](?![[(:])/);
      }),
    );
  });
});
