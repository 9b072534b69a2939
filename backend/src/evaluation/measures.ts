/** How good a ranking is, by the conventions of trec_eval; 1 is best. */
export interface Quality {
  ndcg10: number;
  recall10: number;
  recall100: number;
  mrr10: number;
}

/** `ranking`: ids, best first. `relevant`: the grade of each relevant id. */
export function qualityOf(ranking: readonly string[], relevant: ReadonlyMap<string, number>): Quality {
  const firstHit = ranking.slice(0, 10).findIndex((id) => relevant.has(id));
  return {
    ndcg10: gainOf(ranking.map((id) => relevant.get(id) ?? 0)) / gainOf([...relevant.values()].sort((a, b) => b - a)),
    recall10: recallOf(ranking.slice(0, 10), relevant),
    recall100: recallOf(ranking.slice(0, 100), relevant),
    mrr10: firstHit === -1 ? 0 : 1 / (firstHit + 1),
  };
}

/** The mean of each measure; 0 for none. */
export function meanQuality(qualities: readonly Quality[]): Quality {
  const mean = (of: keyof Quality) => average(qualities.map((quality) => quality[of]));
  return { ndcg10: mean('ndcg10'), recall10: mean('recall10'), recall100: mean('recall100'), mrr10: mean('mrr10') };
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** The value that `share` (0 to 1) of the values do not exceed; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function gainOf(grades: number[]): number {
  return grades.slice(0, 10).reduce((sum, grade, index) => sum + grade / Math.log2(index + 2), 0);
}

function recallOf(ids: readonly string[], relevant: ReadonlyMap<string, number>): number {
  return ids.filter((id) => relevant.has(id)).length / relevant.size;
}
