import { describe, expect, it } from '@jest/globals';
import { fuse } from './fuse.js';

const found = (...scores: [string, number][]) => scores.map(([id, score]) => ({ id, score }));

describe('fuse', () => {
  it('weighs the legs against each other, whatever the range of their scores', () => {
    const words = found(['a', 20], ['b', 15], ['c', 10]);
    const vectors = found(['c', 0.9], ['b', 0.85], ['a', 0.4]);
    expect(
      fuse([
        { found: words, weight: 0.5 },
        { found: vectors, weight: 0.5 },
      ]),
    ).toEqual([
      { id: 'b', score: expect.closeTo(0.7) },
      { id: 'a', score: 0.5 },
      { id: 'c', score: 0.5 },
    ]);
    expect(
      fuse([
        { found: words, weight: 0.8 },
        { found: vectors, weight: 0.2 },
      ])[0]?.id,
    ).toBe('a');
  });

  it('measures from the least score that there can be, where that is known', () => {
    const words = found(['a', 20], ['b', 15]);
    const vectors = found(['b', 0.9], ['a', 0.8]);
    const fused = fuse([
      { found: words, weight: 0.5, least: 0 },
      { found: vectors, weight: 0.5 },
    ]);
    expect(fused).toEqual([
      { id: 'b', score: 0.875 },
      { id: 'a', score: 0.5 },
    ]);
  });

  it('counts what a leg has not found as its worst', () => {
    const fused = fuse([
      { found: found(['a', 3], ['b', 1]), weight: 0.5 },
      { found: found(['c', 0.7], ['d', 0.1]), weight: 0.5 },
    ]);
    expect(fused).toEqual(found(['a', 0.5], ['c', 0.5], ['b', 0], ['d', 0]));
  });

  it('keeps the item of the first leg that found it', () => {
    const words = [{ id: 'a', score: 3, coverage: 0.8 }];
    const vectors = [{ id: 'a', score: 0.5, coverage: 0 }];
    expect(
      fuse([
        { found: words, weight: 0.5 },
        { found: vectors, weight: 0.5 },
      ]),
    ).toEqual([{ id: 'a', score: 1, coverage: 0.8 }]);
  });

  it('takes a leg whose scores are all the same for one of best results', () => {
    expect(fuse([{ found: found(['a', 2], ['b', 2]), weight: 1 }])).toEqual(found(['a', 1], ['b', 1]));
  });

  it('is the other leg alone when one has found nothing', () => {
    const words = found(['a', 3], ['b', 2], ['c', 1]);
    const ids = fuse([
      { found: words, weight: 0.5 },
      { found: [], weight: 0.5 },
    ]).map(({ id }) => id);
    expect(ids).toEqual(['a', 'b', 'c']);
  });
});
