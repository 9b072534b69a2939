import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Document, Problem, Thread } from '@chatkit/contract';
import { Pool } from 'pg';
import { IngestionQueue } from '../src/rag/ingestion/ingestion-queue.js';
import { TestApp, type TestUser } from './support/test-app.js';

const STRONG = /^"[\w-]{22}"$/;

describe.each(['thread', 'document'] as const)('a %s with If-Match', (kind) => {
  let test: TestApp;
  let ada: TestUser;
  let count = 0;
  beforeAll(async () => {
    test = await TestApp.start();
    ada = await test.signUp('Ada');
  });
  afterAll(() => test.stop());

  const settled = () => test.app.get(IngestionQueue).settled();

  async function add(): Promise<string> {
    count += 1;
    if (kind === 'thread') return `/api/chat/threads/${(await ada.post<Thread>('/api/chat/threads', {})).body.id}`;
    const body = { title: 'Bicycles', text: `# Bicycles\n\nThe porter has number ${count}.` };
    const { id } = (await ada.post<Document>('/api/rag/documents', body)).body;
    await settled();
    return `/api/rag/documents/${id}`;
  }

  const tagOf = ({ headers }: { headers: Headers }) => headers.get('etag') ?? '';
  const readTag = async (path: string) => tagOf(await ada.get(path));
  const titleOf = async (path: string) => (await ada.get<{ title: string }>(path)).body.title;
  const rename = (path: string, title: string, tag?: string) =>
    ada.request<Problem>('PATCH', path, { title }, tag === undefined ? {} : { 'if-match': tag });
  const remove = (path: string, tag: string) => ada.request<Problem>('DELETE', path, undefined, { 'if-match': tag });

  it('carries a strong tag, which changes with it and is answered with 304 until then', async () => {
    const path = await add();
    const first = await readTag(path);
    expect(first).toMatch(STRONG);
    // `fetch` asks for a fresh copy otherwise
    const headers = { 'if-none-match': first, 'cache-control': 'max-age=0' };
    const again = () => ada.fetch('GET', path, undefined, headers);
    expect((await again()).status).toBe(304);
    const renamed = await rename(path, 'Travel');
    expect(tagOf(renamed)).toMatch(STRONG);
    expect(tagOf(renamed)).not.toBe(first);
    expect((await again()).status).toBe(200);
  });

  it('is changed by the tag that a change answered with', async () => {
    const path = await add();
    const renamed = await rename(path, 'Travel', await readTag(path));
    expect(renamed.status).toBe(200);
    await settled();
    const tag = kind === 'thread' ? tagOf(renamed) : await readTag(path);
    expect((await rename(path, 'Holidays', tag)).status).toBe(200);
    expect(await titleOf(path)).toBe('Holidays');
  });

  it('is neither changed nor deleted by a stale tag, and tells the one of now', async () => {
    const path = await add();
    const stale = await readTag(path);
    await rename(path, 'Travel');
    await settled();
    const current = await readTag(path);
    for (const refused of [await rename(path, 'Holidays', stale), await remove(path, stale)])
      expect({ status: refused.status, code: refused.body.code, tag: tagOf(refused) }).toEqual({
        status: 412,
        code: 'precondition_failed',
        tag: current,
      });
    expect(await readTag(path)).toBe(current);
    expect((await remove(path, current)).status).toBe(204);
    expect((await ada.get(path)).status).toBe(404);
  });

  it('understands lists and the star, and takes no weak tag for a strong one', async () => {
    const path = await add();
    const tag = await readTag(path);
    expect((await rename(path, 'Never', `W/${tag}`)).status).toBe(412);
    expect((await rename(path, 'Never', '"another", "one"')).status).toBe(412);
    expect((await rename(path, 'One', `"another", ${tag}`)).status).toBe(200);
    expect((await rename(path, 'Two', '*')).status).toBe(200);
    expect((await rename(path, 'Three')).status).toBe(200);
    expect(await titleOf(path)).toBe('Three');
  });

  it('is not found by others, whatever tag they send', async () => {
    const path = await add();
    const bob = await test.signUp(`Bob${count}`);
    for (const tag of ['*', await readTag(path), '"another"']) {
      const headers = { 'if-match': tag };
      expect((await bob.request('PATCH', path, { title: 'Mine' }, headers)).status).toBe(404);
      expect((await bob.request('DELETE', path, undefined, headers)).status).toBe(404);
    }
  });

  it('is changed by exactly one of several who read the same state', async () => {
    const path = await add();
    const tag = await readTag(path);
    const titles = ['One', 'Two', 'Three', 'Four', 'Five'];
    const answers = await Promise.all(titles.map((title) => rename(path, title, tag)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
    expect(await titleOf(path)).toBe(titles[answers.findIndex(({ status }) => status === 200)]);
  });

  it('compares under the lock: a change that was waited for counts', async () => {
    const path = await add();
    const tag = await readTag(path);
    const table = kind === 'thread' ? 'chat_threads' : 'documents';
    const client = await test.app.get(Pool).connect();
    let waiting: ReturnType<typeof rename>;
    try {
      await client.query('begin');
      await client.query(`update ${table} set title = 'Earlier' where id = $1`, [path.split('/').at(-1)]);
      waiting = rename(path, 'Later', tag);
      await new Promise((resolve) => setTimeout(resolve, 300));
      await client.query('commit');
    } finally {
      client.release();
    }
    expect((await waiting).status).toBe(412);
    expect(await titleOf(path)).toBe('Earlier');
  });
});
