import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Citation, Problem, Thread, Turn } from '@chatkit/contract';
import { Pool } from 'pg';
import { addHandbook, HANDBOOK } from './support/handbook.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { fold, TestApp, type TestUser } from './support/test-app.js';

const question = 'How many days of holiday do employees get?';
const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i} `);

describe('a turn', () => {
  const model = new ScriptedModelServer();
  let test: TestApp;
  let ada: TestUser;
  let bob: TestUser;

  beforeAll(async () => {
    await model.start();
    test = await TestApp.start({
      OPENAI_BASE_URL: model.baseUrl,
      CHAT_MODEL: 'scripted',
      MODEL_TOKEN_TIMEOUT_MS: '1500',
    });
    ada = await test.signUp('Ada');
    bob = await test.signUp('Bob');
    await addHandbook(ada);
  });
  afterEach(() => model.reset());
  afterAll(async () => {
    await test.stop();
    await model.close();
  });

  const rows = async <T>(sql: string, values: unknown[] = []) =>
    (await test.app.get(Pool).query(sql, values)).rows as T[];

  describe('as JSON', () => {
    it('saves the question, answers from the documents with citations, and can be read back', async () => {
      model.script({ text: 'Thirty days a year [1]. Trust me [17].' });
      const { status, body } = await ada.send({ content: question });
      expect(status).toBe(201);
      expect(body.thread.title).toBe(question);
      expect(body.userMessage).toMatchObject({ role: 'user', content: question, status: 'complete', parentId: null });
      expect(body.message).toMatchObject({
        role: 'assistant',
        content: 'Thirty days a year [1]. Trust me .',
        status: 'complete',
        parentId: body.userMessage.id,
        model: 'scripted',
        error: null,
      });
      const [citation] = body.message.citations as [Citation];
      expect(body.message.citations).toHaveLength(1);
      expect(citation).toMatchObject({ n: 1, title: 'Handbook' });
      expect(HANDBOOK.slice(citation.start, citation.end)).toBe(citation.quote);
      expect(await ada.messages(body.thread.id)).toEqual([body.userMessage, body.message]);
      expect((await ada.get(`/api/chat/messages/${body.message.id}`)).body).toEqual(body.message);
    });

    it('shows the model the passages as data, the conversation, and then the question', async () => {
      const first = await ada.send({ content: question });
      await ada.send({
        content: 'And how many of these holiday days can employees carry over?',
        threadId: first.body.thread.id,
      });
      const messages = model.requests.at(-1)?.body.messages ?? [];
      expect(messages[0]?.role).toBe('system');
      expect(messages.map(({ role }) => role).slice(1)).toEqual(['user', 'assistant', 'user']);
      expect(messages.at(-1)?.content).toContain('carry over');
      expect(JSON.stringify(messages)).toContain('thirty days');
    });

    it('says so when the documents hold no answer, and does not ask the model', async () => {
      const { body } = await ada.send({ content: 'Who won the football world cup in 1998?' });
      expect(body.message.status).toBe('no_answer');
      expect(body.message.content).not.toBe('');
      expect(model.requests).toHaveLength(0);
    });

    it('lets the model decide where the documents only touch the question', async () => {
      const touching = 'Where can employees park bicycles at the office?';
      model.script({ text: 'The documents do not say.' });
      const refused = await ada.send({ content: touching });
      expect(refused.body.message).toMatchObject({ status: 'no_answer', content: 'The documents do not say.' });
      expect(refused.body.message.citations).not.toEqual([]);
      expect(model.requests).toHaveLength(1);
      model.script({ text: 'Behind it [1].' });
      expect((await ada.send({ content: touching })).body.message).toMatchObject({ status: 'complete' });
    });

    it('keeps the question when the model fails, says why, and answers on retry', async () => {
      model.script({ status: 401, errorMessage: 'sk-secret is not a valid key' });
      const { status, body } = await ada.send({ content: question });
      expect(status).toBe(201);
      expect(body.message).toMatchObject({ status: 'failed', error: { code: 'model_refused' } });
      expect(JSON.stringify(body)).not.toContain('sk-secret');

      model.script({ text: 'Thirty [1].' });
      const retried = await ada.post<Turn>(`/api/chat/messages/${body.message.id}/retry`, {});
      expect(retried.body.message).toMatchObject({
        status: 'complete',
        content: 'Thirty [1].',
        parentId: body.userMessage.id,
      });
      expect((await ada.messages(body.thread.id)).map(({ id }) => id)).toEqual([
        body.userMessage.id,
        retried.body.message.id,
      ]);
      expect((await ada.get(`/api/chat/messages/${body.message.id}`)).status).toBe(200);
    });

    it('keeps what was written when the model’s stream breaks off', async () => {
      model.script({ tokens: words(20), tokenDelayMs: 20, cutAfter: 5, cutHow: 'destroy' });
      const { body } = await ada.send({ content: question });
      expect(body.message).toMatchObject({
        status: 'failed',
        content: words(5).join(''),
        error: { code: 'model_interrupted', retryable: true },
      });
    });

    it('gives up on a model that falls silent', async () => {
      model.script({ tokens: words(20), stallAfter: 3 });
      const { body } = await ada.send({ content: question });
      expect(body.message).toMatchObject({ status: 'failed', error: { code: 'model_timeout', retryable: true } });
    });

    it('answers at once when asked to, and goes on writing', async () => {
      model.script({ tokens: words(5), tokenDelayMs: 50 });
      const { status, headers, body } = await ada.send({ content: question }, { prefer: 'respond-async' });
      expect({ status, message: body.message.status }).toEqual({ status: 202, message: 'generating' });
      const frames = await ada.stream('GET', `${headers.get('location')}/events`);
      expect(fold(frames)).toBe(words(5).join(''));
    });

    it('titles a thread by its first question and never over a new name', async () => {
      const { body } = await ada.send({ content: `  What\n\nabout ${'holidays '.repeat(20)}?` });
      expect(body.thread.title).toHaveLength(60);
      expect(body.thread.title).toMatch(/^What about holidays/);
      await ada.request('PATCH', `/api/chat/threads/${body.thread.id}`, { title: 'Mine' });
      const again = await ada.send({ content: question, threadId: body.thread.id });
      expect(again.body.thread.title).toBe('Mine');
      const { body: empty } = await ada.post<Thread>('/api/chat/threads', {});
      expect((await ada.send({ content: question, threadId: empty.id })).body.thread.title).toBe(question);
      const { body: named } = await ada.post<Thread>('/api/chat/threads', { title: 'Named' });
      expect((await ada.send({ content: question, threadId: named.id })).body.thread.title).toBe('Named');
    });
  });

  describe('as a stream', () => {
    it('tells the turn, the steps, the sources, the text and the stored message, in this order', async () => {
      model.script({ tokens: words(10), tokenDelayMs: 5 });
      const frames = await ada.stream('POST', '/api/chat/message', { content: question });
      const kinds = frames.map(({ event }) => event).filter((kind, i, all) => kind !== all[i - 1]);
      expect(kinds.slice(0, 2)).toEqual(['turn', 'step']);
      expect(kinds.filter((kind) => kind !== 'step')).toEqual(['turn', 'sources', 'delta', 'message', 'end']);
      const stored = frames.at(-2)?.data.message;
      expect(fold(frames.slice(0, -2))).toBe(stored?.content);
      expect(frames.at(-1)?.data.status).toBe('complete');
      expect(frames.every(({ id }) => /^\d+\.\d+$/.test(id))).toBe(true);
    });

    it('goes on when the reader leaves, and gives the rest to one who comes back', async () => {
      model.script({ tokens: words(30), tokenDelayMs: 20 });
      const begun = await ada.stream(
        'POST',
        '/api/chat/message',
        { content: question },
        {},
        (frames) => frames.filter(({ event }) => event === 'delta').length >= 5,
      );
      const id = begun[0]?.data.message?.id ?? '';
      const last = begun.at(-1);
      const rest = await ada.stream('GET', `/api/chat/messages/${id}/events`, undefined, {
        'last-event-id': last?.id ?? '',
      });
      expect(rest[0]?.event).toBe('turn');
      expect(fold(begun) + fold(rest.filter(({ event }) => event === 'delta'))).toBe(words(30).join(''));
      expect(rest.at(-1)).toMatchObject({ event: 'end', data: { status: 'complete' } });
    });

    it('gives a sign of life while the model is silent', async () => {
      model.script({ text: 'Thirty [1].', firstTokenDelayMs: 16_500 });
      const response = await ada.fetch(
        'POST',
        '/api/chat/message',
        { content: question },
        { accept: 'text/event-stream' },
      );
      const text = await response.text();
      expect(text.indexOf('\n\n: still here\n\n')).toBeGreaterThan(text.indexOf('event: sources'));
      expect(text.indexOf(': still here')).toBeLessThan(text.indexOf('event: delta'));
    }, 30_000);

    it('tells the whole answer to one who comes after its end', async () => {
      const { body } = await ada.send({ content: question });
      const frames = await ada.stream('GET', `/api/chat/messages/${body.message.id}/events`);
      expect(fold(frames)).toBe(body.message.content);
      expect(frames.at(-2)?.data.message).toEqual(body.message);
    });

    it('starts again for one who holds text of another attempt', async () => {
      const { body } = await ada.send({ content: question });
      const frames = await ada.stream('GET', `/api/chat/messages/${body.message.id}/events`, undefined, {
        'last-event-id': '7.3',
      });
      const kinds = frames.map(({ event }) => event);
      expect(kinds.slice(0, 2)).toEqual(['turn', 'restart']);
      expect(kinds.slice(-3)).toEqual(['delta', 'message', 'end']);
    });

    it('carries text with surrogate pairs cut between tokens, and without U+0000', async () => {
      model.script({ tokens: ['a\ud83d', '\ude00b', '\0', 'c\ud83d', 'd'] });
      const frames = await ada.stream('POST', '/api/chat/message', { content: question });
      expect(fold(frames.filter(({ event }) => event === 'delta'))).toBe('a😀bc\ufffdd');
      expect(frames.at(-2)?.data.message?.content).toBe('a😀bc\ufffdd');
    });
  });

  describe('stopped', () => {
    it('keeps what was written, ends within 250 ms, and closes the provider’s connection', async () => {
      model.script({ tokens: words(200), tokenDelayMs: 30 });
      const { body } = await ada.send({ content: question }, { prefer: 'respond-async' });
      const path = `/api/chat/messages/${body.message.id}`;
      const following = ada.stream('GET', `${path}/events`);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const before = performance.now();
      const stopped = await ada.post<Turn['message']>(`${path}/stop`, {});
      expect(performance.now() - before).toBeLessThan(250);
      expect(stopped.body.status).toBe('stopped');
      expect(stopped.body.content).toMatch(/^word0 word1 /);
      expect((await ada.post(`${path}/stop`, {})).body).toEqual(stopped.body);
      expect(fold(await following)).toBe(stopped.body.content);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(model.requests[0]?.aborted).toBe(true);
    });
  });

  describe('sent more than once', () => {
    it('is stored once: fifty identical first sends at once make one thread and one turn', async () => {
      const clientMessageId = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => ada.send({ content: question, clientMessageId })),
      );
      expect(new Set(answers.map(({ body }) => body.message.id)).size).toBe(1);
      expect(new Set(answers.map(({ body }) => body.thread.id)).size).toBe(1);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      const replayed = answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true');
      expect(replayed.map(({ status }) => status)).toEqual(Array<number>(49).fill(200));
      expect(model.requests).toHaveLength(1);
    });

    it('joins its own running turn instead of meeting it', async () => {
      const first = await ada.send({ content: question });
      model.script({ tokens: words(10), tokenDelayMs: 20 });
      const body = { content: question, threadId: first.body.thread.id, clientMessageId: randomUUID() };
      const [a, b] = await Promise.all([ada.send(body), ada.send(body)]);
      expect(a.body).toEqual(b.body);
      expect([a.status, b.status].sort()).toEqual([200, 201]);
    });

    it('takes the key from the body or the header, and refuses two different ones', async () => {
      const key = randomUUID();
      const first = await ada.send({ content: question }, { 'idempotency-key': key });
      const again = await ada.send({ content: question, clientMessageId: key });
      expect(again.body.message.id).toBe(first.body.message.id);
      const both = await ada.send({ content: question, clientMessageId: key }, { 'idempotency-key': 'another' });
      expect(both.status).toBe(400);
    });

    it('refuses a key that was used for something else', async () => {
      const clientMessageId = randomUUID();
      await ada.send({ content: question, clientMessageId });
      const other = await ada.send({ content: 'Something else?', clientMessageId });
      expect({ status: other.status, code: (other.body as unknown as Problem).code }).toEqual({
        status: 422,
        code: 'key_reused',
      });
    });

    it('keeps the keys of different users apart', async () => {
      const clientMessageId = randomUUID();
      const mine = await ada.send({ content: question, clientMessageId });
      const theirs = await bob.send({ content: question, clientMessageId });
      expect(theirs.status).toBe(201);
      expect(theirs.body.thread.id).not.toBe(mine.body.thread.id);
    });

    it('forgets the key of a send that stored nothing', async () => {
      const clientMessageId = randomUUID();
      expect((await ada.send({ content: question, threadId: randomUUID(), clientMessageId })).status).toBe(404);
      expect((await ada.send({ content: question, clientMessageId })).status).toBe(201);
    });
  });

  it('runs one turn per thread and names it to the next sender', async () => {
    const first = await ada.send({ content: question });
    model.script({ tokens: words(20), tokenDelayMs: 20 });
    const threadId = first.body.thread.id;
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, i) => ada.send({ content: `Question ${i} on holiday days?`, threadId })),
    );
    const stored = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status === 409).map(({ body }) => body as unknown as Problem);
    expect(stored).toHaveLength(1);
    expect(refused).toHaveLength(15);
    expect(
      refused.every(({ code, messageId }) => code === 'turn_running' && messageId === stored[0]?.body.message.id),
    ).toBe(true);
    const seqs = await rows<{ seq: number }>('select seq from chat_messages where thread_id = $1 order by seq', [
      threadId,
    ]);
    expect(seqs.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('reads a long thread back page by page, newest first', async () => {
    const { body } = await ada.send({ content: question });
    const threadId = body.thread.id;
    for (let i = 0; i < 3; i++) await ada.send({ content: `Holiday question ${i}?`, threadId });
    const all = (await ada.messages(threadId)).map(({ id }) => id);
    expect(all).toHaveLength(8);
    const read: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body: page }: { body: { data: { id: string }[]; nextCursor: string | null } } = await ada.get(
        `/api/chat/threads/${threadId}/messages?limit=3${cursor && `&cursor=${cursor}`}`,
      );
      read.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(read.reverse()).toEqual(all);
  });

  it('opens, with its history, and settles in two statements', async () => {
    const first = await ada.send({ content: question });
    const pool = test.app.get(Pool);
    const seen: string[] = [];
    const query = pool.query.bind(pool) as (...args: unknown[]) => unknown;
    pool.query = ((...args: unknown[]) => {
      seen.push((args[0] as { name?: string }).name ?? String(args[0]));
      return query(...args);
    }) as typeof pool.query;
    await ada.send({ content: question, threadId: first.body.thread.id });
    pool.query = query as typeof pool.query;
    const apart = /beat|claim|session|credentials|chunks|documents/; // leases, who asks, and what is retrieved
    expect(seen.filter((name) => !apart.test(name))).toEqual(['open-in-thread', 'settle']);
  });

  describe('of someone else', () => {
    it('is not found, by any door', async () => {
      const { body } = await ada.send({ content: question });
      const path = `/api/chat/messages/${body.message.id}`;
      const answers = await Promise.all([
        bob.get(path),
        bob.get(`${path}/events`),
        bob.post(`${path}/stop`, {}),
        bob.post(`${path}/retry`, {}),
        bob.post(`${path}/select`, {}),
        bob.get(`/api/chat/threads/${body.thread.id}/messages`),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
    });
  });

  it.each([
    [400, undefined],
    [400, null],
    [400, []],
    [400, 'not json'],
    [400, {}],
    [400, { content: null }],
    [400, { content: 5 }],
    [400, { content: 'x', threadId: 'not-a-uuid' }],
    [400, { content: 'x', userId: 'someone else' }],
    [422, { content: '   \n ' }],
    [422, { content: '\0' }],
    [413, { content: 'ä'.repeat(16_385) }],
    [413, { content: 'x'.repeat(13_000_000) }],
    [400, '['.repeat(200_000)],
    [400, `{"content":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`],
  ])('answers a bad body with %i and a problem', async (status, body) => {
    const answer = await ada.post<Problem>('/api/chat/message', body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});
