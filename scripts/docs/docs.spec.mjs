import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');
const exists = (path) => existsSync(join(root, path));
const allMatches = (text, pattern) => [...text.matchAll(pattern)].map(([, match]) => match);

const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...globSync('docs/**/*.md', { cwd: root })];
const settings = allMatches(read('backend/src/env.ts'), /^ {4}([A-Z_]+):/gm).filter((name) => name !== 'NODE_ENV');

describe.each(pages)('%s', (page) => {
  const text = read(page);

  test('links to files that exist', () => {
    const targets = allMatches(text, /\]\((?!https?:|#)([^)#]+)[^)]*\)/g);
    expect(targets.filter((target) => !exists(join(dirname(page), target)))).toEqual([]);
  });

  test('names files that exist', () => {
    const files = allMatches(text, /`((?:backend|frontend|scripts|docs)\/[\w./-]+)`/g);
    expect(files.filter((file) => !exists(file))).toEqual([]);
  });
});

describe('the settings', () => {
  test('are all explained in the chapter about configuration, and no others', () => {
    const explained = allMatches(read('docs/configuration.md'), /^\| `([A-Z_]+)`/gm);
    expect(explained.sort()).toEqual([...settings].sort());
  });

  test('are all named in the README', () => {
    const readme = read('README.md');
    expect(settings.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  test('that the compose file passes on are settings that exist', () => {
    const [app] = read('docker-compose.yml').split(/^ {2}database:/m);
    const passed = allMatches(app, /^ {6}([A-Z_]+):/gm);
    expect(passed.filter((name) => !settings.includes(name))).toEqual([]);
    expect(passed).toContain('DATABASE_URL');
  });
});

test('the chapter about the API names the routes that exist, and all of them', () => {
  const { paths } = JSON.parse(read('backend/openapi.json'));
  const described = Object.entries(paths)
    .flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`))
    .filter((route) => /\/api\/(chat|rag)\//.test(route));
  const named = allMatches(read('docs/api.md'), /`((?:GET|POST|PUT|PATCH|DELETE) \/api\/(?:chat|rag)\/[^`?]+)`/g);
  expect([...new Set(named)].sort()).toEqual(described.sort());
});
