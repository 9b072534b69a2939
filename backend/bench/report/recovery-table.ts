import type { RecoveryFigures, Spread } from '../parts/recovery.ts';
import { rounded, type Table, verdict } from './cells.ts';

/** Budgets are held against the worst of all rounds. */
export function recoveryTable(figures: RecoveryFigures): Table {
  return [
    ['Figure', 'Median', 'Worst', 'Budget', 'Result'],
    row('Takeover: from the kill to new text (ms)', figures.takeover),
    row('Of it, with the lease expired (ms)', figures.leaseExpired, 5_000),
    row('Resume on the same instance, all missed text (ms)', figures.resumeOnSame, 300),
    row('Resume on another, the missed text that is stored (ms)', figures.resumeOnOther, 300),
    row('Resume on another, all missed text (ms)', figures.caughtUpOnOther),
    row('Stop on the same instance (ms)', figures.stopHere, 250),
    row('Stop from another (ms)', figures.stopElsewhere, 1_500),
  ];
}

function row(figure: string, { median, worst }: Spread, budgetMs?: number): string[] {
  const judged = budgetMs === undefined ? ['', ''] : [`at most ${budgetMs}`, verdict(worst <= budgetMs)];
  return [figure, rounded(median), rounded(worst), ...judged];
}
