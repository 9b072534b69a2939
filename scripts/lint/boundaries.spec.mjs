import { readdirSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ESLint } from 'eslint';

const root = fileURLToPath(new URL('../..', import.meta.url));
const withoutTypes = { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } };
let eslint;

beforeAll(() => {
  eslint = new ESLint({
    cwd: root,
    overrideConfig: [withoutTypes],
    ruleFilter: ({ ruleId }) => ruleId.startsWith('boundaries/') || ruleId.startsWith('no-restricted-'),
  });
});

async function complaints(file, code) {
  const [{ messages }] = await eslint.lintText(code, { filePath: `${root}${file}` });
  return messages.map(({ ruleId, message }) => ruleId ?? message);
}

function anImportOf(target, from, keyword = 'import type') {
  const path = target.endsWith('.ts') ? target : `${target}/${sourceFileIn(target)}`;
  const specifier = relative(dirname(from), path).replace(/\.ts$/, '.js');
  return `${keyword} * as imported from '${specifier.startsWith('.') ? specifier : `./${specifier}`}';`;
}

function sourceFileIn(folder) {
  return readdirSync(`${root}${folder}`).find((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
}

describe('between the folders of the backend', () => {
  const backend = (folder) => `backend/src/${folder}`;

  test.each([
    ['database', 'auth'],
    ['auth', 'threads'],
    ['threads', 'messages'],
    ['threads', 'chat'],
    ['messages', 'chat'],
    ['messages', 'rag'],
    ['llm', 'rag'],
    ['llm', 'chat'],
    ['rag', 'chat'],
    ['rag', 'threads'],
    ['http', 'auth'],
    ['live', 'chat'],
    ['live', 'threads'],
    ['chat', 'openai'],
    ['rag', 'openai'],
    ['openai', 'threads'],
    ['rag', 'mcp'],
    ['mcp', 'openai'],
    ['mcp', 'messages'],
    ['usage', 'chat'],
  ])('%s must not import %s', async (importer, imported) => {
    const file = `${backend(importer)}/new.ts`;
    expect(await complaints(file, anImportOf(backend(imported), file))).toEqual(['boundaries/dependencies']);
  });

  test.each([
    ['auth', 'database'],
    ['threads', 'database'],
    ['threads', 'auth'],
    ['messages', 'threads'],
    ['rag', 'llm'],
    ['rag', 'auth'],
    ['chat', 'threads'],
    ['chat', 'messages'],
    ['chat', 'rag'],
    ['chat', 'llm'],
    ['chat', 'live'],
    ['chat', 'usage'],
    ['messages', 'live'],
    ['threads', 'live'],
    ['openai', 'chat'],
    ['openai', 'messages'],
    ['mcp', 'chat'],
    ['mcp', 'rag'],
  ])('%s may import %s', async (importer, imported) => {
    const file = `${backend(importer)}/new.ts`;
    expect(await complaints(file, anImportOf(backend(imported), file))).toEqual([]);
  });

  test.each(['main.ts', 'app.module.ts', 'create-app.ts'])('%s may import every folder', async (name) => {
    const file = backend(name);
    for (const folder of ['database', 'auth', 'threads', 'messages', 'llm', 'rag', 'chat']) {
      expect(await complaints(file, anImportOf(backend(folder), file))).toEqual([]);
    }
  });

  test('no folder may import the files at the top', async () => {
    const file = backend('threads/new.ts');
    expect(await complaints(file, anImportOf(backend('app.module.ts'), file))).toEqual(['boundaries/dependencies']);
  });

  test('every folder may import the settings', async () => {
    const file = backend('llm/new.ts');
    expect(await complaints(file, anImportOf(backend('env.ts'), file))).toEqual([]);
  });

  test('a folder without arrows of its own is refused', async () => {
    expect(await complaints('surprise/new.ts', '')).toEqual(['boundaries/no-unknown-files']);
  });

  test('specs may use the support of the whole-app tests, sources may not', async () => {
    const support = 'backend/test/support';
    const [spec, source] = [backend('llm/new.spec.ts'), backend('llm/new.ts')];
    expect(await complaints(spec, anImportOf(support, spec))).toEqual([]);
    expect(await complaints(source, anImportOf(support, source))).toEqual(['boundaries/dependencies']);
  });
});

describe('between backend, contract and frontend', () => {
  test('the package for other programs stands by itself, and only tests use it', async () => {
    const use = `import { chatKit } from '@chatkit/client';`;
    expect(await complaints('backend/test/new.spec.ts', use)).toEqual([]);
    expect(await complaints('backend/src/chat/new.ts', use)).toEqual(['boundaries/dependencies']);
    const wire = `import type { Thread } from '@chatkit/contract';`;
    expect(await complaints('backend/client/src/new.ts', wire)).toEqual(['boundaries/dependencies']);
  });

  test('both sides may take types from the contract', async () => {
    const code = `import type { Thread } from '@chatkit/contract';`;
    expect(await complaints('backend/src/threads/new.ts', code)).toEqual([]);
    expect(await complaints('frontend/chatkit/new.ts', code)).toEqual([]);
  });

  test('the backend may use the schemas of the contract, the frontend may not', async () => {
    const code = `import { threadSchema } from '@chatkit/contract';`;
    expect(await complaints('backend/src/threads/new.ts', code)).toEqual([]);
    expect(await complaints('frontend/chatkit/new.ts', code)).toEqual(['boundaries/dependencies']);
    expect(await complaints('frontend/src/new.ts', code)).toEqual(['boundaries/dependencies']);
  });

  test.each([
    ['backend/src/threads/new.ts', 'frontend/chatkit/chat-kit.ts'],
    ['backend/contract/src/new.ts', 'backend/src/env.ts'],
    ['frontend/chatkit/new.ts', 'backend/src/env.ts'],
    ['frontend/src/new.ts', 'backend/src/threads'],
  ])('%s must not import %s', async (file, imported) => {
    expect(await complaints(file, anImportOf(imported, file))).toEqual(['boundaries/dependencies']);
  });

  test('the contract depends on zod only', async () => {
    const file = 'backend/contract/src/new.ts';
    expect(await complaints(file, `import { z } from 'zod';`)).toEqual([]);
    expect(await complaints(file, `import pg from 'pg';`)).toEqual(['boundaries/dependencies']);
    expect(await complaints(file, `import { join } from 'node:path';`)).toEqual(['boundaries/dependencies']);
  });

  test('the frontend uses no module of Node', async () => {
    const code = `import { join } from 'node:path';`;
    expect(await complaints('frontend/chatkit/new.ts', code)).toEqual(['boundaries/dependencies']);
    expect(await complaints('backend/src/rag/new.ts', code)).toEqual([]);
  });
});

describe('inside the frontend', () => {
  const part = 'frontend/chatkit/parts/new.ts';

  test('parts never import the headless service', async () => {
    const code = anImportOf('frontend/chatkit/chat-kit.ts', part, 'import');
    expect(await complaints(part, code)).toEqual(['boundaries/dependencies']);
  });

  test('parts may import each other and what the kit knows about messages', async () => {
    expect(await complaints(part, anImportOf('frontend/chatkit/parts', part))).toEqual([]);
    expect(await complaints(part, anImportOf('frontend/chatkit/chat-message.ts', part))).toEqual([]);
  });

  test('layouts wire parts to the headless service', async () => {
    const layout = 'frontend/chatkit/layouts/new.ts';
    expect(await complaints(layout, anImportOf('frontend/chatkit/chat-kit.ts', layout, 'import'))).toEqual([]);
    expect(await complaints(layout, anImportOf('frontend/chatkit/parts', layout, 'import'))).toEqual([]);
    expect(await complaints(part, anImportOf('frontend/chatkit/layouts', part))).toEqual(['boundaries/dependencies']);
  });

  test('the kit never imports the portal, the portal uses the kit', async () => {
    const [kit, portal] = ['frontend/chatkit/new.ts', 'frontend/src/new.ts'];
    expect(await complaints(kit, anImportOf('frontend/src', kit))).toEqual(['boundaries/dependencies']);
    expect(await complaints(portal, `import { ChatKit } from '@chatkit/angular';`)).toEqual([]);
  });
});

describe('process.env', () => {
  const code = `export const port = process.env.PORT;`;

  test('is read by env.ts only', async () => {
    expect(await complaints('backend/src/env.ts', code)).toEqual([]);
    expect(await complaints('backend/src/main.ts', code)).toEqual(['no-restricted-properties']);
    expect(await complaints('backend/src/llm/new.ts', code)).toEqual(['no-restricted-properties']);
  });

  test('cannot be imported under another name', async () => {
    const imported = `import { env } from 'node:process';`;
    expect(await complaints('backend/src/llm/new.ts', imported)).toEqual(['no-restricted-imports']);
  });
});
