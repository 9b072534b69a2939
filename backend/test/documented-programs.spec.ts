import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKey, Document, Page, Thread } from '@chatkit/contract';
import { workspaceRoot } from '../src/env.js';
import { IngestionQueue } from '../src/rag/ingestion/ingestion-queue.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { TestApp, type TestUser } from './support/test-app.js';

const run = promisify(execFile);
const PASSAGE = 'To connect a PostgreSQL server, set DATABASE_URL to its address.';
const ANSWER = 'Set DATABASE_URL [1].';
const [, chapter = ''] = readFileSync(join(workspaceRoot, 'docs/integrations.md'), 'utf8').split(
  '## How do I call the API from a program?',
);

/** The blocks of the documentation, one after the other, as somebody would copy them. */
function programIn(language: string, url: string): string {
  const blocks = [...chapter.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language);
  expect(blocks).toHaveLength(6);
  return blocks.map(([, , code]) => code?.replaceAll('http://localhost:3000', url)).join('\n');
}

describe('the programs in the documentation', () => {
  const model = new ScriptedModelServer();
  let test: TestApp;
  let ada: TestUser;

  beforeAll(async () => {
    await model.start();
    model.script({ text: ANSWER });
    test = await TestApp.start({ OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted' });
    ada = await test.signUp('Ada');
    await ada.post('/api/rag/documents', { title: 'Manual', text: PASSAGE });
    await test.app.get(IngestionQueue).settled();
  });
  afterAll(async () => {
    await test.stop();
    await model.close();
  });

  it.each([
    ['curl', 'sh', 'bash', ['-euo', 'pipefail', '-c'], ['event: delta', '"role":"user"', '"status":"processing"']],
    [
      'TypeScript',
      'ts',
      process.execPath,
      ['--input-type=module-typescript', '-e'],
      [`Manual: ${PASSAGE}`, 'user: How do I'],
    ],
  ])('run as they stand there: %s', async (name, language, command, options, told) => {
    const program = programIn(language, test.url);
    const env = { PATH: process.env['PATH'], TOKEN: ada.token };
    const { stdout } = await run(command, [...options, program], { cwd: workspaceRoot, env });
    for (const text of [...told, 'DATABASE_URL', PASSAGE, `Travel by ${name}`]) expect(stdout).toContain(text);

    const [key] = (await ada.get<{ data: ApiKey[] }>('/api/keys')).body.data;
    expect(key?.scopes).toEqual(['chat', 'threads:read', 'documents:write', 'search']);
    const [thread] = (await ada.get<Page<Thread>>('/api/chat/threads')).body.data;
    const messages = await ada.messages(thread?.id ?? '');
    expect(messages.filter(({ role }) => role === 'assistant').map(({ content }) => content)).toEqual([ANSWER, ANSWER]);
    const titles = (await ada.get<Page<Document>>('/api/rag/documents')).body.data.map(({ title }) => title);
    expect(titles).toContain(`Travel by ${name}`);
  });
});
