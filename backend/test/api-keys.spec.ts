import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ApiKey, CreatedApiKey, Problem, Scope } from '@chatkit/contract';
import { Pool } from 'pg';
import { post } from './support/accounts.js';
import { EventReader } from './support/event-reader.js';
import { addHandbook } from './support/handbook.js';
import { PROGRAM_SCOPES } from './support/program-scopes.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { TestApp, TestUser } from './support/test-app.js';

const question = 'How many days of holiday do employees get?';
const THREADS = '/api/chat/threads';

describe('API keys', () => {
  const model = new ScriptedModelServer();
  const logged: string[] = [];
  const made: string[] = [];
  let test: TestApp;
  let ada: TestUser;

  beforeAll(async () => {
    for (const stream of [process.stdout, process.stderr])
      jest.spyOn(stream, 'write').mockImplementation((text) => logged.push(String(text)) > 0);
    await model.start();
    test = await TestApp.start({ OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted', LOG_LEVEL: 'verbose' });
    ada = await test.signUp('Ada');
    await addHandbook(ada);
  });
  afterAll(async () => {
    await test.stop();
    await model.close();
    jest.restoreAllMocks();
  });

  const query = (text: string, values: unknown[]) => test.app.get(Pool).query<Record<string, unknown>>(text, values);
  const list = async (user = ada) => (await user.get<{ data: ApiKey[] }>('/api/keys')).body.data;
  const send = (headers: Record<string, string>, path = THREADS) => fetch(test.url + path, { headers });

  async function create(scopes: readonly Scope[] = ['threads:read'], user = ada): Promise<CreatedApiKey> {
    const { status, body } = await user.post<CreatedApiKey>('/api/keys', { name: 'Program', scopes });
    expect(status).toBe(201);
    made.push(body.key);
    return body;
  }

  /** The event stream, the stream of an answer, and a request that waits for another. `rejected`: these two were cut. */
  async function openEverything(reader: TestUser) {
    const open = await EventReader.open(reader);
    const { body: turn } = await reader.send({ content: question }, { prefer: 'respond-async' });
    const answerId = turn.message.id;
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const following = reader.stream('GET', `/api/chat/messages/${answerId}/events`, undefined, {}, (frames) => {
      if (frames.some(({ event }) => event === 'delta')) begin();
      return false;
    });
    const rejected = Promise.all(
      [following, reader.send({ content: question })].map((cut) => expect(cut).rejects.toThrow()),
    );
    await begun;
    return { open, answerId, rejected };
  }

  async function untilRefused(reader: TestUser): Promise<void> {
    const until = performance.now() + 5_000;
    while ((await reader.get(THREADS)).status !== 401) {
      expect(performance.now()).toBeLessThan(until);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function endOf(answerId: string): Promise<Record<string, unknown> | undefined> {
    for (;;) {
      const { rows } = await query('select status, content from chat_messages where id = $1', [answerId]);
      if (rows[0]?.['status'] !== 'generating') return rows[0];
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it('are shown once, stored as a hash, and listed with what one must know of them', async () => {
    const { key, ...shown } = await create(['search', 'chat', 'search']);
    expect(key).toMatch(/^chatkit_[A-Za-z]{64}$/);
    expect(shown).toMatchObject({
      name: 'Program',
      start: key.slice(0, 12),
      scopes: ['search', 'chat'],
      lastUsedAt: null,
    });
    const days = (Date.parse(shown.expiresAt) - Date.parse(shown.createdAt)) / 86_400_000;
    expect(Math.round(days)).toBe(90);
    expect((await list())[0]).toEqual(shown);
    const { rows } = await query('select * from "apikey" where id = $1', [shown.id]);
    expect(JSON.stringify(rows)).not.toContain(key.slice(12));
  });

  it.each([
    ['no scope', { name: 'Key', scopes: [] }],
    ['a scope that does not exist', { name: 'Key', scopes: ['admin'] }],
    ['no name', { name: ' ', scopes: ['chat'] }],
    ['no end', { name: 'Key', scopes: ['chat'], expiresInDays: null }],
    ['a life of more than a year', { name: 'Key', scopes: ['chat'], expiresInDays: 366 }],
    ['another owner', { name: 'Key', scopes: ['chat'], userId: 'somebody' }],
  ])('are not made with %s', async (_, body) => {
    expect((await ada.post<Problem>('/api/keys', body)).body).toMatchObject({ status: 400, code: 'bad_request' });
  });

  it('are taken in either header, and tell when they were last used', async () => {
    const { id, key } = await create();
    const before = Date.now();
    for (const headers of [
      { authorization: `Bearer ${key}` },
      { authorization: `bearer ${key}` },
      { 'x-api-key': key },
    ])
      expect((await send(headers)).status).toBe(200);
    const lastUsedAt = (await list()).find((one) => one.id === id)?.lastUsedAt ?? '';
    expect(Date.parse(lastUsedAt)).toBeGreaterThan(before - 1_000);
  });

  it('alone count, whatever else a request carries', async () => {
    const { key } = await create(['search']);
    const session = { authorization: `Bearer ${ada.token}` };
    expect((await send(session)).status).toBe(200);
    const refused = await send({ ...session, 'x-api-key': key });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(await refused.json()).toMatchObject({
      code: 'insufficient_scope',
      detail: 'This needs an API key with the scope threads:read.',
    });
    for (const wrong of ['', 'chatkit_wrong', `${key}x`, ada.token])
      expect((await send({ ...session, 'x-api-key': wrong })).status).toBe(401);
    expect((await send({}, `${THREADS}?x-api-key=${key}&apiKey=${key}`)).status).toBe(401);
  });

  it('open no account, and make no other key', async () => {
    const { key } = await create(PROGRAM_SCOPES);
    for (const headers of [{ authorization: `Bearer ${key}` }, { 'x-api-key': key }, { 'X-API-Key': key }]) {
      const answer = await send(headers, '/api/auth/get-session');
      expect({ status: answer.status, body: await answer.json() }).toMatchObject({
        status: 401,
        body: { code: 'SESSION_REQUIRED' },
      });
      const made = await fetch(`${test.url}/api/keys`, { method: 'POST', headers });
      expect(await made.json()).toMatchObject({ status: 403, code: 'session_required' });
    }
  });

  it('are made, listed and changed nowhere else', async () => {
    const { id } = await create();
    const headers = { authorization: `Bearer ${ada.token}`, origin: test.url };
    for (const action of ['create', 'update', 'delete', 'verify'])
      expect((await post(test, `/api-key/${action}`, { keyId: id, name: 'Key', key: made[0] }, headers)).status).toBe(
        404,
      );
    for (const action of ['list', `get?id=${id}`])
      expect((await send(headers, `/api/auth/api-key/${action}`)).status).toBe(404);
  });

  it('end when they expire', async () => {
    const { id, key } = await create();
    await query(`update "apikey" set "expiresAt" = now() where id = $1`, [id]);
    expect((await send({ 'x-api-key': key })).status).toBe(401);
  });

  it('send so many requests a minute and no more, also at once', async () => {
    const { id, key } = await create();
    // so long a window that this test does not fall between two
    await query(`update "apikey" set "rateLimitMax" = 4, "rateLimitTimeWindow" = 2000000000 where id = $1`, [id]);
    const answers = await Promise.all(Array.from({ length: 9 }, () => send({ 'x-api-key': key })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(5);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('ratelimit-reset')).toBe(refused[0]?.headers.get('retry-after'));
    expect(answers.map(({ headers }) => headers.get('ratelimit-limit'))).toEqual(answers.map(() => '4'));
    expect(answers.map(({ headers }) => headers.get('ratelimit-remaining')).sort()).toEqual(Array.from('000000123'));
    expect(await refused[0]?.json()).toMatchObject({ code: 'rate_limited' });
    await query(`update "apikey" set "lastRequest" = now() - interval '30 days' where id = $1`, [id]);
    expect((await send({ 'x-api-key': key })).status).toBe(200);
  });

  it('are revoked by their owner', async () => {
    const { id, key } = await create();
    expect((await ada.request('DELETE', `/api/keys/${id}`)).status).toBe(204);
    expect((await send({ 'x-api-key': key })).status).toBe(401);
    expect((await list()).map((one) => one.id)).not.toContain(id);
    expect((await ada.request('DELETE', `/api/keys/${id}`)).status).toBe(404);
  });

  it('lose what they have open within 5 seconds, as sessions do, while the answer is written to its end', async () => {
    model.script({ tokens: Array.from({ length: 70 }, (_, i) => `word${i} `), tokenDelayMs: 80 });
    const cases = {
      revoked: ({ id }: TestUser, keyId: string) =>
        query('delete from "apikey" where "referenceId" = $1 and id = $2', [id, keyId]),
      suspended: ({ id }: TestUser) => query('update "user" set banned = true where id = $1', [id]),
      ended: ({ id }: TestUser) => query('delete from "session" where "userId" = $1', [id]),
    };
    await Promise.all(
      Object.entries(cases).map(async ([name, happens]) => {
        const user = await test.signUp(name);
        const key = await create(['chat', 'threads:read'], user);
        const reader = name === 'ended' ? user : new TestUser(test, key.key, user.id);
        const { open, answerId, rejected } = await openEverything(reader);
        await happens(user, key.id);
        await Promise.all([open.until(({ ended }) => ended, 5_000), rejected, untilRefused(reader)]);
        expect(await endOf(answerId)).toMatchObject({ status: 'complete', content: expect.stringContaining('word69') });
      }),
    );
    model.reset();
  });

  it('are in no log', async () => {
    await send({ 'x-api-key': made[0] ?? '' }, '/api/chat/threads/%');
    expect(made.length).toBeGreaterThan(8);
    expect(logged.length).toBeGreaterThan(0);
    const all = logged.join('');
    expect(made.filter((key) => all.includes(key.slice(12)))).toEqual([]);
  });
});
