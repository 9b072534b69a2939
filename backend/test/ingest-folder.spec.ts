import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Document, DocumentVersions, Page, Passage } from '@chatkit/contract';
import { workspaceRoot } from '../src/env.js';
import { TestUser } from './support/test-app.js';
import { createTestStore, type TestStore } from './support/test-database.js';
import { TestProcess } from './support/test-process.js';

describe('npm run ingest', () => {
  let store: TestStore;
  let folder: string;
  let product: TestProcess;
  let admin: TestUser;
  let other: TestUser;

  beforeAll(async () => {
    store = await createTestStore();
    folder = await mkdtemp(join(tmpdir(), 'chatkit-folder-'));
    product = await new TestProcess(store.settings).start();
    admin = await TestUser.signUp(product, 'Ada');
    other = await TestUser.signUp(product, 'Otto');
    await write('walrus.md', '# About walruses\n\nThe walrus sings.');
    await write('deep/notes.TXT', 'An ocelot sleeps.');
    await write('deep/.hidden/secret.md', 'A platypus hides.');
    await write('image.png', 'no text');
    await write('page.html', '<html><body><h1>About lemurs</h1><p>A lemur leaps.</p></body></html>');
  }, 60_000);
  afterAll(async () => {
    await product.end('SIGKILL');
    await store.remove();
    await rm(folder, { recursive: true });
  });

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }

  /** With the product stopped: the embedded database belongs to one process. */
  async function ingest(...options: string[]): Promise<{ code: number; output: string }> {
    await product.end('SIGTERM');
    const answer = await run(folder, ...options);
    await product.start();
    return answer;
  }

  function run(...options: string[]): Promise<{ code: number; output: string }> {
    const env = { PATH: process.env['PATH'], ...store.settings };
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [join(workspaceRoot, 'dist/backend/ingest.js'), ...options],
        { env },
        (error, out, err) => resolve({ code: error ? Number(error.code) : 0, output: `${out}${err}` }),
      );
    });
  }

  const list = async (user: TestUser) => (await user.get<Page<Document>>('/api/rag/documents')).body.data;
  const search = async (user: TestUser, query: string) =>
    (await user.post<{ data: Passage[] }>('/api/rag/search', { query })).body.data;

  it('makes documents of the files in a folder, and nothing the second time', async () => {
    const first = await ingest();
    expect(first).toMatchObject({ code: 0 });
    expect(first.output).toContain('3 files: 3 new, 0 changed, 0 unchanged, 0 failed.');
    expect((await list(admin)).map(({ title, status, visibility }) => [title, status, visibility]).sort()).toEqual([
      ['About lemurs', 'ready', 'private'],
      ['About walruses', 'ready', 'private'],
      ['notes', 'ready', 'private'],
    ]);
    expect(await search(admin, 'ocelot')).toHaveLength(1);
    expect(await search(other, 'ocelot')).toEqual([]);
    expect((await ingest()).output).toContain('3 files: 0 new, 0 changed, 3 unchanged, 0 failed.');
    expect(await list(admin)).toHaveLength(3);
  }, 90_000);

  it('makes a new version of a changed file, and says which file failed', async () => {
    await write('walrus.md', '# About narwhals\n\nThe narwhal dives.');
    await write('empty.md', ' \n');
    const { code, output } = await ingest('--shared');
    expect(code).toBe(1);
    expect(output).toContain('4 files: 0 new, 1 changed, 2 unchanged, 1 failed.');
    expect(output).toContain('Failed: empty.md: The document has no text.');
    const [found] = await search(admin, 'narwhal');
    expect(found?.title).toBe('About narwhals');
    expect(await search(admin, 'walrus')).toEqual([]);
    const { body } = await admin.get<DocumentVersions>(`/api/rag/documents/${found?.documentId}/versions`);
    expect(body.data.map(({ number, current }) => [number, current])).toEqual([
      [2, true],
      [1, false],
    ]);
  }, 60_000);

  it('gives the documents to the account that is named', async () => {
    await rm(join(folder, 'empty.md'));
    const options = ['--owner', 'OTTO@example.com', '--shared', '--collection', ' Animals '];
    expect((await ingest(...options)).output).toContain('3 new');
    const isSo = ({ owned, visibility, collection }: Document) =>
      owned && visibility === 'shared' && collection === 'Animals';
    expect((await list(other)).filter(isSo)).toHaveLength(3);
  }, 60_000);

  it('says what is wrong, and ends with 1', async () => {
    expect(await run()).toMatchObject({ code: 1, output: expect.stringContaining('Usage') });
    expect(await run(folder, '--collection', ' ')).toMatchObject({
      code: 1,
      output: expect.stringContaining('1 to 64 characters'),
    });
    expect(await run(join(folder, 'missing'))).toMatchObject({
      code: 1,
      output: expect.stringContaining('no such file'),
    });
    expect(await ingest('--owner', 'nobody@example.com')).toMatchObject({
      code: 1,
      output: expect.stringContaining('There is no account with the address nobody@example.com.'),
    });
    if (store.settings['DATABASE_URL']) return;
    const whileServed = await run(folder);
    expect(whileServed.code).toBe(1);
    expect(whileServed.output).toContain('ChatKit itself may be that process');
  }, 60_000);
});
