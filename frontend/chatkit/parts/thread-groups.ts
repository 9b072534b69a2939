import type { Thread } from '@chatkit/contract';

/** Threads of one stretch of time. */
export interface ThreadGroup {
  readonly label: 'Today' | 'Yesterday' | 'Previous 7 days' | 'Older';
  readonly threads: readonly Thread[];
}

const labels = ['Today', 'Yesterday', 'Previous 7 days', 'Older'] as const;

/** Groups threads by the local day of their newest message, in the order given; groups without threads are left out. */
export function groupThreads(threads: readonly Thread[], now: Date): readonly ThreadGroup[] {
  return labels
    .map((label) => ({ label, threads: threads.filter((thread) => labelOf(thread, now) === label) }))
    .filter((group) => group.threads.length > 0);
}

function labelOf(thread: Thread, now: Date): ThreadGroup['label'] {
  const days = calendarDay(now) - calendarDay(new Date(thread.updatedAt));
  if (days <= 0) {
    return 'Today';
  }
  if (days === 1) {
    return 'Yesterday';
  }
  return days <= 7 ? 'Previous 7 days' : 'Older';
}

/** Counts days without hours, so that a day of 23 or 25 of them is one day. */
function calendarDay(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
}
