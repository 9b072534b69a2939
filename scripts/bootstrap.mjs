// Installs the dependencies when they are missing or older than the lock file, so that `npm start` and `npm test`
// need no step before them. Runs on the machine's own Node, before anything is installed: no dependencies here.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

const root = new URL('..', import.meta.url);
const inRoot = (path) => new URL(path, root);
const stamp = inRoot('node_modules/.installed');

const wanted = createHash('sha256')
  .update(readFileSync(inRoot('package-lock.json')))
  .digest('hex');
const installed =
  existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(inRoot('node_modules/.bin/nx'));

if (!installed) {
  console.error('Installing dependencies (the first time this takes a minute or two) ...');
  const npm = process.env.npm_execpath;
  const [command, prefix] = npm ? [process.execPath, [npm]] : ['npm', []];
  const { status } = spawnSync(command, [...prefix, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32' && !npm,
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, wanted);
}
