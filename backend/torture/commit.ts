import { spawnSync } from 'node:child_process';

/** The short hash of what is tortured, with a `+` when the product differs from it. */
export function describeCommit(): string {
  const git = (...args: string[]) => spawnSync('git', args, { encoding: 'utf8' }).stdout.trim();
  const changed = git('status', '--porcelain', '--', 'backend/src', 'backend/contract/src');
  return `${git('rev-parse', '--short=7', 'HEAD')}${changed && '+'}`;
}
