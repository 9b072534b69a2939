import type { Thread } from '@chatkit/contract';
import type { KitTexts } from '@chatkit/angular/languages';

/** Threads that are pinned, or of one stretch of time. */
export interface ThreadGroup {
  readonly label: string;
  readonly threads: readonly Thread[];
}

/**
 * Groups threads in the order given: pinned ones, then by the local day of their newest message, and from a month ago by
 * its month. Groups without threads are left out.
 */
export function groupThreads(
  threads: readonly Thread[],
  now: Date,
  texts: KitTexts['threads'],
  locale: string,
): readonly ThreadGroup[] {
  const groups = new Map<string, Thread[]>();
  for (const thread of threads) {
    const label = thread.pinned ? texts.pinned : describeAge(new Date(thread.updatedAt), now, texts, locale);
    groups.set(label, [...(groups.get(label) ?? []), thread]);
  }
  return Array.from(groups, ([label, members]) => ({ label, threads: members }));
}

function describeAge(date: Date, now: Date, texts: KitTexts['threads'], locale: string): string {
  const days = calendarDay(now) - calendarDay(date);
  if (days <= 0) {
    return texts.today;
  }
  if (days === 1) {
    return texts.yesterday;
  }
  if (days <= 30) {
    return days <= 7 ? texts.week : texts.month;
  }
  return date.toLocaleDateString(locale, { month: 'long', year: 'numeric' });
}

/** Counts days without hours, so that a day of 23 or 25 of them is one day. */
function calendarDay(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
}
