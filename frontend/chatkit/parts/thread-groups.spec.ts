import { buildThread } from '../testing/builders';
import { groupThreads } from './thread-groups';

const now = new Date(2026, 2, 15, 0, 30);
const daysAgo = (days: number) => new Date(2026, 2, 15 - days, 23, 59).toISOString();

describe('thread groups', () => {
  it('groups by local day, and leaves groups without threads out', () => {
    const threads = [0, 1, 2, 7, 8].map((days) => buildThread({ id: `${days}`, updatedAt: daysAgo(days) }));
    expect(groupThreads(threads, now).map((group) => [group.label, group.threads.map((thread) => thread.id)])).toEqual([
      ['Today', ['0']],
      ['Yesterday', ['1']],
      ['Previous 7 days', ['2', '7']],
      ['Older', ['8']],
    ]);
    expect(groupThreads([], now)).toEqual([]);
  });
});
