import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page, Problem, SearchResults, Thread, ThreadExport } from '@chatkit/contract';
import { Pool } from 'pg';
import { DeletedThreads } from '../src/threads/deleted-threads.js';
import { EventReader } from './support/event-reader.js';
import { addHandbook } from './support/handbook.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { TestApp, type TestUser } from './support/test-app.js';

describe('threads', () => {
  const model = new ScriptedModelServer();
  let test: TestApp;
  let ada: TestUser;
  let bob: TestUser;
  beforeAll(async () => {
    await model.start();
    test = await TestApp.start({ OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted' });
    ada = await test.signUp('Ada');
    bob = await test.signUp('Bob');
  });
  afterAll(async () => {
    await test.stop();
    await model.close();
  });

  const query = <T extends object>(text: string, values: unknown[] = []) =>
    test.app
      .get(Pool)
      .query<T>(text, values)
      .then(({ rows }) => rows);
  const pass30Seconds = (id: string) =>
    query(`update chat_threads set deleted_at = deleted_at - interval '31 seconds' where id = $1`, [id]);
  const search = async (user: TestUser, q: string) =>
    (await user.get<SearchResults>(`/api/chat/search?q=${encodeURIComponent(q)}`)).body.data;
  const marked = ({ text, marks }: SearchResults['data'][number]) =>
    marks.map(({ start, end }) => text.slice(start, end));

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

  it('lists pinned threads first and archived ones apart, page by page', async () => {
    const eve = await test.signUp('Eve');
    const ids: string[] = [];
    for (let i = 0; i < 6; i++)
      ids.push((await eve.post<Thread>('/api/chat/threads', { title: `Thread ${i}` })).body.id);
    const change = (i: number, body: object) => eve.request<Thread>('PATCH', `/api/chat/threads/${ids[i]}`, body);
    expect((await change(0, { pinned: true })).body).toMatchObject({
      title: 'Thread 0',
      pinned: true,
      archived: false,
    });
    await change(2, { pinned: true });
    await change(4, { archived: true });
    const list = async (query: string) => {
      const read: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const { body }: { body: Page<Thread> } = await eve.get(
          `/api/chat/threads?limit=1${query}${cursor && `&cursor=${cursor}`}`,
        );
        read.push(...body.data.map(({ id }) => id));
        cursor = body.nextCursor;
      }
      return read.map((id) => ids.indexOf(id));
    };
    expect(await list('')).toEqual([2, 0, 5, 3, 1]);
    expect(await list('&archived=true')).toEqual([4]);
    await change(4, { archived: false });
    await change(2, { pinned: false });
    expect(await list('')).toEqual([0, 5, 4, 3, 2, 1]);
  });

  it('hides a deleted thread at once from everything, and brings it back within 30 seconds', async () => {
    await addHandbook(ada);
    model.script({ text: 'Thirty days [1].' });
    const { thread, message, userMessage } = (await ada.send({ content: 'How many days of holiday do employees get?' }))
      .body;
    const path = `/api/chat/threads/${thread.id}`;
    const reader = await EventReader.open(ada);
    expect((await ada.request('DELETE', path)).status).toBe(204);
    expect(await reader.next('thread_deleted')).toEqual({ type: 'thread_deleted', threadId: thread.id });
    const asked = await Promise.all([
      ada.get(path),
      ada.get(`${path}/messages`),
      ada.get(`${path}/export`),
      ada.request('PATCH', path, { title: 'Gone' }),
      ada.request('DELETE', path),
      ada.send({ threadId: thread.id, content: 'Hello?' }),
      ada.get(`/api/chat/messages/${message.id}`),
      ada.get(`/api/chat/messages/${message.id}/trace`),
      ada.get(`/api/chat/messages/${message.id}/events`),
      ada.get(`/api/chat/messages/${message.id}/citations/1`),
      ada.post(`/api/chat/messages/${message.id}/select`, {}),
      ada.post(`/api/chat/messages/${message.id}/stop`, {}),
      ada.post(`/api/chat/messages/${message.id}/retry`, {}),
      bob.post(`${path}/restore`, {}),
    ]);
    expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 404));
    expect(await search(ada, 'holiday')).toEqual([]);

    // nothing may be deleted that can still be restored
    await test.app.get(DeletedThreads).sweep();
    const restored = await ada.post<Thread>(`${path}/restore`, {});
    expect(restored).toMatchObject({ status: 200, body: thread });
    expect(await reader.next('thread_restored')).toEqual({ type: 'thread_restored', threadId: thread.id });
    expect((await ada.post(`${path}/restore`, {})).status).toBe(200);
    expect(await ada.messages(thread.id)).toEqual([userMessage, message]);
    reader.leave();
  });

  it('deletes for good what was not brought back, a long thread in slices', async () => {
    const { id } = await create('Long');
    await query(
      `insert into chat_messages (id, thread_id, parent_id, seq, role, content, status)
       select gen_random_uuid(), $1, null, i, case when i % 2 = 1 then 'user' else 'assistant' end, 'text', 'complete'
         from generate_series(1, 1000) i`,
      [id],
    );
    const kept = await create('Kept');
    await ada.request('DELETE', `/api/chat/threads/${id}`);
    await ada.request('DELETE', `/api/chat/threads/${kept.id}`);
    await pass30Seconds(id);
    expect((await ada.post(`/api/chat/threads/${id}/restore`, {})).status).toBe(404);
    await test.app.get(DeletedThreads).sweep();
    expect(await query('select id from chat_threads where id = any ($1)', [[id, kept.id]])).toEqual([{ id: kept.id }]);
    expect(await query('select id from chat_messages where thread_id = $1', [id])).toEqual([]);
    expect((await ada.post(`/api/chat/threads/${kept.id}/restore`, {})).status).toBe(200);
  });

  it('stops the answer that is being written in a deleted thread', async () => {
    model.script({ text: 'word '.repeat(400), tokenDelayMs: 25 });
    const begun = await ada.post<{ thread: Thread; message: { id: string } }>(
      '/api/chat/message',
      { content: 'How many days of holiday do employees get?' },
      { prefer: 'respond-async' },
    );
    const { thread, message } = begun.body;
    const following = Promise.withResolvers<undefined>();
    const frames = ada.stream('GET', `/api/chat/messages/${message.id}/events`, undefined, {}, () => {
      following.resolve(undefined);
      return false;
    });
    await following.promise;
    await ada.request('DELETE', `/api/chat/threads/${thread.id}`);
    expect((await frames).at(-1)).toMatchObject({ event: 'end', data: { status: 'stopped' } });
    expect(await query('select status from chat_messages where id = $1', [message.id])).toEqual([
      { status: 'stopped' },
    ]);
    expect((await ada.post(`/api/chat/threads/${thread.id}/restore`, {})).status).toBe(200);
    expect((await ada.messages(thread.id)).map(({ status }) => status)).toEqual(['complete', 'stopped']);
  });

  describe('search', () => {
    const said: Record<string, string> = {
      english: 'Set DATABASE_URL, see https://docs.example.com/server/connect.html for “pooling”.',
      german: 'Die Überweisung geht über das Konto der Straßenbahn.',
      chinese: '我在北京大学学习PostgreSQL数据库。',
      japanese: '東京タワーへの行き方を教えてください。',
      thai: 'วันลาพักร้อนของพนักงานมีกี่วัน',
      arabic: 'كم عدد أيام الإجازة السنوية؟',
      russian: 'Сколько дней отпуска получают сотрудники?',
      hindi: 'कर्मचारियों को कितनी छुट्टियाँ मिलती हैं?',
      korean: '휴가는 며칠입니까?',
    };
    const threads = new Map<string, string>();
    beforeAll(async () => {
      model.script({ text: 'I do not know.' });
      for (const [language, content] of Object.entries(said)) {
        const { body } = await ada.send({ content });
        threads.set(body.thread.id, language);
        await ada.request('PATCH', `/api/chat/threads/${body.thread.id}`, { title: `Titled ${language}` });
      }
    });

    it.each([
      ['database', ['english'], ['DATABASE']],
      ['connect pool', ['english'], ['connect', 'pool']],
      ['DATABASE_URL', ['english'], ['DATABASE', 'URL']],
      ['überweis', ['german'], ['Überweis']],
      ['KONTO straßen', ['german'], ['Konto', 'Straßen']],
      ['北京大学', ['chinese'], ['北京大学']],
      ['大京', [], []],
      ['postgresql 数据', ['chinese'], ['PostgreSQL', '数据']],
      ['タワー', ['japanese'], ['タワー']],
      ['พนักงาน', ['thai'], ['พนักงาน']],
      ['الإجازة', ['arabic'], ['الإجازة']],
      ['отпуск', ['russian'], ['отпуск']],
      ['छुट्टि', ['hindi'], ['छुट्टि']],
      ['휴가', ['korean'], ['휴가']],
      // nothing of it is a query language
      [`'database' & ! | <-> :* (`, ['english'], ['DATABASE']],
      ['!database', ['english'], ['DATABASE']],
      ['database | отпуск', [], []],
      ['%', [], []],
      ['<b>', [], []],
    ])('finds what was said: %s', async (q, languages, marks) => {
      const hits = (await search(ada, q)).filter(({ message }) => message?.role === 'user');
      const found = hits.filter(({ thread }) => threads.has(thread.id));
      expect(found.map(({ thread }) => threads.get(thread.id))).toEqual(languages);
      expect(found.flatMap(marked)).toEqual(marks);
      expect(await search(bob, q)).toEqual([]);
    });

    it('finds the messages of one thread alone, and nothing in one of somebody else', async () => {
      const [threadId] = [...threads.keys()];
      const path = `/api/chat/search?q=database&threadId=${threadId}`;
      const hits = (await ada.get<SearchResults>(path)).body.data;
      expect(hits.map(({ thread, message }) => [thread.id, message?.role])).toEqual([[threadId, 'user']]);
      const elsewhere = `/api/chat/search?q=database&threadId=${[...threads.keys()][1]}`;
      expect((await ada.get<SearchResults>(elsewhere)).body.data).toEqual([]);
      expect((await bob.get<SearchResults>(path)).body.data).toEqual([]);
    });

    it('finds titles before messages, with the words of a long message in sight', async () => {
      const [title] = await search(ada, 'titled germ');
      expect(title).toMatchObject({ message: null, text: 'Titled german', thread: { title: 'Titled german' } });
      expect(marked(title!)).toEqual(['Titled', 'germ']);
      const content = `${'Before it. '.repeat(80)}The needle is here.${' After it.'.repeat(80)}`;
      const { thread, userMessage } = (await ada.send({ content })).body;
      const [hit] = (await search(ada, 'needle')).filter(({ message }) => message !== null);
      expect(hit).toMatchObject({ thread: { id: thread.id }, message: { id: userMessage.id, role: 'user' } });
      expect(marked(hit!)).toEqual(['needle']);
      expect(hit!.text.length).toBeLessThan(200);
    });
  });

  it('exports a thread, with all its branches as JSON and as it is shown as Markdown', async () => {
    model.script({ text: 'Thirty days [1].' });
    const first = (await ada.send({ content: 'How many days of holiday do employees get?\n# <b>Now</b>' })).body;
    const path = `/api/chat/threads/${first.thread.id}`;
    await ada.request('PATCH', path, { title: 'Holidays: "2026"/27 休暇' });
    model.script({ text: 'Thirty, as ever [1].' });
    const second = (await ada.post<typeof first>(`/api/chat/messages/${first.message.id}/retry`, {})).body;
    expect(second.message.citations).not.toEqual([]);

    const json = await ada.get<ThreadExport>(`${path}/export?format=json`);
    expect(json.headers.get('content-disposition')).toMatch(/^attachment; filename=.*\.json/);
    expect(json.body.thread).toEqual((await ada.get(path)).body);
    const [question, , answer] = json.body.messages;
    expect(json.body.messages.map(({ id }) => id)).toEqual([first.userMessage.id, first.message.id, second.message.id]);
    expect([question, answer]).toEqual(await ada.messages(first.thread.id));
    expect(answer?.citations).toEqual(second.message.citations);

    const markdown = await ada.fetch('GET', `${path}/export`);
    expect(markdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(decodeURIComponent(markdown.headers.get('content-disposition') ?? '')).toContain('2026  27 休暇.md');
    const text = await markdown.text();
    const { n, title, quote } = second.message.citations[0]!;
    expect(text).toContain('> How many days of holiday do employees get?\\\n> \\# \\<b\\>Now\\</b\\>\n');
    expect(text).toContain('Thirty, as ever [1].');
    expect(text).not.toContain('Thirty days [1].');
    expect(text).toContain(`- [${n}] ${title}`);
    expect(text).toContain(quote.split('\n')[0]!.slice(0, 20));
  });

  it('does not find the threads of someone else, whatever is asked', async () => {
    const { id } = await create();
    const path = `/api/chat/threads/${id}`;
    const answers = await Promise.all([
      bob.get(path),
      bob.get(`${path}/messages`),
      bob.request('PATCH', path, { title: 'Mine now' }),
      bob.request('PATCH', path, { pinned: true }),
      bob.request('DELETE', path),
      bob.post(`${path}/restore`, {}),
      bob.get(`${path}/export?format=json`),
      bob.get(`${path}/export?format=markdown`),
      bob.send({ threadId: id, content: 'Hello?' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
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
    ['GET', `/api/chat/threads?cursor=${Buffer.from('["yes","2026-01-01","x"]').toString('base64url')}`, undefined],
    ['GET', '/api/chat/threads?archived=perhaps', undefined],
    ['GET', '/api/chat/search?q=', undefined],
    ['GET', `/api/chat/threads/${randomUUID()}/export?format=pdf`, undefined],
    ['PATCH', `/api/chat/threads/${randomUUID()}`, {}],
    ['PATCH', `/api/chat/threads/${randomUUID()}`, { deletedAt: null }],
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
