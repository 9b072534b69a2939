import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { workspaceRoot } from './env.js';
import { FAILPOINTS } from './failpoint.js';

const sources = globSync('backend/src/{chat,llm,live}/**/*.ts', { cwd: workspaceRoot }).map((path) =>
  readFileSync(join(workspaceRoot, path), 'utf8'),
);

/** Where `#failpoint` leads in the build, and what it does there. */
function runInBuild(nodeOptions: string[], script: string): string {
  const inBuild = `const name = '#failpoint'; ${script}`;
  return execFileSync(process.execPath, [...nodeOptions, '--input-type=module', '--eval', inBuild], {
    cwd: workspaceRoot,
    encoding: 'utf8',
    env: { ...process.env, CHATKIT_FAULTS: '{"seed":1,"rules":[{"at":"beat","do":"kill"}]}' },
  });
}

describe('failpoints', () => {
  it('are each met at exactly one place', () => {
    for (const name of FAILPOINTS) {
      const calls = sources.flatMap((source) => source.match(new RegExp(`failpoint\\('${name}'\\)`, 'g')) ?? []);
      expect({ name, calls: calls.length }).toEqual({ name, calls: 1 });
    }
  });

  it('are before and after every statement of the turn', () => {
    const store = readFileSync(join(workspaceRoot, 'backend/src/chat/turn-store.ts'), 'utf8');
    expect(store.match(/pool\.query/g)).toHaveLength(1);
    expect(store).toMatch(/failpoint\(`before \$\{[^}]+\}`\);\n.*pool\.query.*\n.*failpoint\(`after \$\{/);
  });

  it('do nothing in the product, whatever the settings say', () => {
    const meet = `const { failpoint } = await import(name); failpoint('beat'); console.log(failpoint.toString());`;
    expect(runInBuild([], meet)).toMatch(/^function failpoint\(_name\) \{ ?\}\s*$/);
  });

  it('lead to faults only under the condition for them', () => {
    const where = 'console.log(import.meta.resolve(name));';
    expect(runInBuild([], where)).toMatch(/dist\/backend\/failpoint\.js\s*$/);
    expect(runInBuild(['--conditions', 'chatkit-faults'], where)).toMatch(/backend\/torture\/faults\.ts\s*$/);
  });
});
