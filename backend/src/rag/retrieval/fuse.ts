/** What one way of searching has found. */
export interface Leg<T> {
  found: readonly T[];
  /** Its share of the fused score; the shares of all legs make 1. */
  weight: number;
  /** The least score that there can be; left out, that of the worst found. */
  least?: number | undefined;
}

/**
 * One ranking from several: the weighted sum of the scores, each leg's brought to 0 to 1 between its least and its best
 * first, since scores of different legs do not compare. What a leg has not found scores 0 in it; of what several have found,
 * the item of the first leg is kept.
 */
export function fuse<T extends { id: string; score: number }>(legs: readonly Leg<T>[]): T[] {
  const fused = new Map<string, T>();
  for (const { found, weight, least } of legs) {
    const scale = scaleOf(found, least);
    for (const item of found) {
      const before = fused.get(item.id);
      const score = (before?.score ?? 0) + weight * scale(item.score);
      fused.set(item.id, { ...(before ?? item), score });
    }
  }
  return [...fused.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

function scaleOf(found: readonly { score: number }[], least?: number): (score: number) => number {
  const scores = found.map(({ score }) => score);
  const worst = least ?? Math.min(...scores);
  const range = Math.max(...scores) - worst;
  return (score) => (range === 0 ? 1 : (score - worst) / range);
}
