import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page, Problem, Thread } from '@chatkit/contract';
import { TestApp, type TestUser } from './support/test-app.js';

describe('threads', () => {
  let test: TestApp;
  let ada: TestUser;
  let bob: TestUser;
  beforeAll(async () => {
    test = await TestApp.start();
    ada = await test.signUp('Ada');
    bob = await test.signUp('Bob');
  });
  afterAll(() => test.stop());

  const create = async (title?: string) => (await ada.post<Thread>('/api/chat/threads', title ? { title } : {})).body;

  it('creates, reads, renames and deletes', async () => {
    const thread = await create('Holidays');
    expect(thread).toMatchObject({ title: 'Holidays' });
    const path = `/api/chat/threads/${thread.id}`;
    expect((await ada.get(path)).body).toEqual(thread);
    const renamed = await ada.request<Thread>('PATCH', path, { title: '  Travel ' });
    expect(renamed.body).toEqual({ ...thread, title: 'Travel' });
    expect((await ada.request('DELETE', path)).status).toBe(204);
    expect((await ada.get(path)).status).toBe(404);
  });

  it('pages through all threads of the user, newest first, without a gap or a double', async () => {
    const made: string[] = [];
    for (let i = 0; i < 7; i++) made.unshift((await create(`Thread ${i}`)).id);
    const read: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: { body: Page<Thread> } = await ada.get(
        `/api/chat/threads?limit=3${cursor && `&cursor=${cursor}`}`,
      );
      read.push(...body.data.map(({ id }) => id));
      cursor = body.nextCursor;
    }
    expect(read).toEqual(made);
  });

  it('does not find the threads of someone else, whatever is asked', async () => {
    const { id } = await create();
    const path = `/api/chat/threads/${id}`;
    const answers = await Promise.all([
      bob.get(path),
      bob.get(`${path}/messages`),
      bob.request('PATCH', path, { title: 'Mine now' }),
      bob.request('DELETE', path),
      bob.send({ threadId: id, content: 'Hello?' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    expect((await bob.get<Page<Thread>>('/api/chat/threads')).body.data).toEqual([]);
    expect((await ada.get(path)).status).toBe(200);
  });

  it.each([
    ['GET', '/api/chat/threads/42', undefined],
    ['GET', '/api/chat/threads?limit=0', undefined],
    ['GET', '/api/chat/threads?cursor=nonsense', undefined],
    [
      'GET',
      `/api/chat/threads?cursor=${Buffer.from(`["2026-13-45 99:99:99+00","${randomUUID()}"]`).toString('base64url')}`,
      undefined,
    ],
    ['GET', `/api/chat/threads?cursor=${Buffer.from('["2026-01-01","x"]').toString('base64url')}`, undefined],
    ['POST', '/api/chat/threads', []],
    ['POST', '/api/chat/threads', '{"title":'],
    ['POST', '/api/chat/threads', { title: '' }],
    ['POST', '/api/chat/threads', { title: 'x'.repeat(201) }],
    ['POST', '/api/chat/threads', { title: 'nul \0' }],
    ['POST', '/api/chat/threads', { title: 'Mass assignment', userId: 'someone' }],
  ])('answers %s %s with a clear 400', async (method, path, body) => {
    const { status, body: problem } = await ada.request<Problem>(method, path, body);
    expect({ status, code: problem.code }).toEqual({ status: 400, code: 'bad_request' });
    expect(problem.detail).not.toBe('');
  });

  it('answers an unknown route with a problem', async () => {
    const { status, body } = await ada.get<Problem>('/api/nothing/here');
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'not_found' });
  });
});
