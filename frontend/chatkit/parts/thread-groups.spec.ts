import type { Thread } from '@chatkit/contract';
import { english } from '../languages/english';
import { buildThread } from '../testing/builders';
import { groupThreads } from './thread-groups';

const now = new Date(2026, 2, 15, 0, 30);
const group = (threads: readonly Thread[]) => groupThreads(threads, now, english.threads, 'en');
const daysAgo = (days: number) => new Date(2026, 2, 15 - days, 23, 59).toISOString();

describe('thread groups', () => {
  it('groups by local day, then by month, and leaves groups without threads out', () => {
    const threads = [0, 1, 2, 7, 8, 30, 31, 50, 90].map((days) =>
      buildThread({ id: `${days}`, updatedAt: daysAgo(days) }),
    );
    const pinned = buildThread({ id: 'pinned', pinned: true, updatedAt: daysAgo(400) });
    expect(group([pinned, ...threads]).map((group) => [group.label, group.threads.map((thread) => thread.id)])).toEqual(
      [
        ['Pinned', ['pinned']],
        ['Today', ['0']],
        ['Yesterday', ['1']],
        ['Previous 7 days', ['2', '7']],
        ['Previous 30 days', ['8', '30']],
        ['February 2026', ['31']],
        ['January 2026', ['50']],
        ['December 2025', ['90']],
      ],
    );
    expect(group([])).toEqual([]);
  });
});
