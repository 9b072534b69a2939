import { splitMarks } from './split-marks';

const shown = (text: string, ...marks: [number, number][]) =>
  splitMarks({ text, marks: marks.map(([start, end]) => ({ start, end })) }).map((piece) =>
    piece.marked ? `[${piece.text}]` : piece.text,
  );

describe('marked text', () => {
  it('is cut where marks begin and end', () => {
    expect(shown('Trains come first', [0, 6], [12, 17])).toEqual(['[Trains]', ' come ', '[first]']);
    expect(shown('Trains')).toEqual(['Trains']);
    expect(shown('', [0, 1])).toEqual([]);
  });

  it('leaves marks out that overlap or lie outside, and markup is text', () => {
    expect(shown('<b>one</b>', [3, 6], [5, 8], [4, 99], [7, 7])).toEqual(['<b>', '[one]', '</b>']);
  });
});
