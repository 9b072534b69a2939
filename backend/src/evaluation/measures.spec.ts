import { describe, expect, it } from '@jest/globals';
import { meanQuality, percentile, qualityOf } from './measures.js';

const relevant = new Map([
  ['a', 2],
  ['b', 1],
]);

describe('qualityOf', () => {
  it('is 1 for the best ranking there is', () => {
    expect(qualityOf(['a', 'b', 'c'], relevant)).toEqual({ ndcg10: 1, recall10: 1, recall100: 1, mrr10: 1 });
  });

  it('is 0 when nothing relevant was found', () => {
    expect(qualityOf(['x', 'y'], relevant)).toEqual({ ndcg10: 0, recall10: 0, recall100: 0, mrr10: 0 });
  });

  it('discounts what stands lower', () => {
    const ideal = 2 + 1 / Math.log2(3);
    const { ndcg10, mrr10 } = qualityOf(['x', 'b', 'a'], relevant);
    expect(ndcg10).toBeCloseTo((1 / Math.log2(3) + 2 / 2) / ideal, 12);
    expect(mrr10).toBe(1 / 2);
  });

  it('looks at ten, or a hundred, and no further', () => {
    const ranking = [...Array.from({ length: 99 }, (_, index) => `x${index}`), 'a', 'b'];
    expect(qualityOf(ranking, relevant)).toEqual({ ndcg10: 0, recall10: 0, recall100: 0.5, mrr10: 0 });
  });
});

describe('meanQuality', () => {
  it('weighs every query alike', () => {
    expect(meanQuality([qualityOf(['a', 'b'], relevant), qualityOf([], relevant)]).ndcg10).toBe(0.5);
  });
});

describe('percentile', () => {
  it('is a value that occurs', () => {
    expect(percentile([5, 1, 3, 2, 4], 0.5)).toBe(3);
    expect(percentile([5, 1, 3, 2, 4], 0.95)).toBe(5);
    expect(percentile([], 0.5)).toBe(0);
  });
});
