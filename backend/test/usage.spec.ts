import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreatedApiKey, Page, Thread, Usage } from '@chatkit/contract';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import OpenAI from 'openai';
import { Pool } from 'pg';
import { OldUsage } from '../src/usage/old-usage.js';
import { addHandbook } from './support/handbook.js';
import { type Answer, TestApp, TestUser } from './support/test-app.js';

const QUESTION = 'How many days of holiday do employees get?';
const COMPLETION = { model: 'chatkit-rag', messages: [{ role: 'user' as const, content: QUESTION }] };
const OF_USER = 6;
const OF_KEY = 3;
const TOKENS = 50_000;

type Query = (...args: unknown[]) => Promise<unknown>;

describe('what a day holds', () => {
  let here: TestApp;
  /** Another instance; the embedded database has only one. */
  let there: TestApp;
  let pool: { query: Query };
  let query: Query;
  let people = 0;

  beforeAll(async () => {
    here = await TestApp.start({
      USER_TURNS_PER_DAY: String(OF_USER),
      USER_TOKENS_PER_DAY: String(TOKENS),
      KEY_TURNS_PER_DAY: String(OF_KEY),
    });
    there = process.env['TEST_DATABASE_URL'] ? await here.another() : here;
    await addHandbook(await here.signUp('Librarian'));
    pool = here.app.get<unknown, { query: Query }>(Pool);
    query = pool.query.bind(pool);
  });
  afterEach(() => void (pool.query = query));
  afterAll(async () => {
    if (there !== here) await there.shutDown();
    await here.stop();
  });

  const signUp = () => here.signUp(`Person${people++}`);
  const keyOf = async (user: TestUser) =>
    (await user.post<CreatedApiKey>('/api/keys', { name: 'Program', scopes: ['chat'] })).body.key;
  const usageOf = async (user: TestUser) => (await user.get<Usage>('/api/usage')).body;
  const threadsOf = async (user: TestUser) => (await user.get<Page<Thread>>('/api/chat/threads')).body.data;
  const statusesOf = (answers: Answer[]) => answers.map(({ status }) => status).sort();
  const move = (user: TestUser, days: number) =>
    query('update user_usage set day = day - $2::int where user_id = $1', [user.id, days]);

  it('is told, with what was used of it: by turns that are stored, and by those that are not', async () => {
    const ada = await signUp();
    const before = await usageOf(ada);
    expect(before).toMatchObject({
      today: { turns: 0, tokens: 0 },
      last30Days: { turns: 0, tokens: 0 },
      limits: { turns: OF_USER, tokens: TOKENS },
      key: null,
    });
    expect(Date.parse(before.resetsAt) % (24 * 60 * 60 * 1_000)).toBe(0);

    let tokens = 0;
    for (const metadata of [undefined, { thread_id: 'new' }]) {
      const { body } = await ada.post<OpenAI.ChatCompletion>('/v1/chat/completions', { ...COMPLETION, metadata });
      expect(body.usage?.prompt_tokens).toBeGreaterThan(100);
      tokens += body.usage?.total_tokens ?? 0;
    }
    expect((await usageOf(ada)).today).toEqual({ turns: 2, tokens });

    const { body } = await ada.send({ content: QUESTION });
    expect((await ada.post(`/api/chat/messages/${body.message.id}/retry`, {})).status).toBe(201);
    const after = await usageOf(ada);
    expect(after.today).toEqual({ turns: 4, tokens: 2 * tokens });
    expect(after.last30Days).toEqual(after.today);
  });

  it('is never passed, however many questions arrive at once on two instances', async () => {
    const ada = await signUp();
    const thread = (await ada.post<Thread>('/api/chat/threads', {})).body.id;
    const asking = [here, there].flatMap((server) => {
      const user = new TestUser(server, ada.token, ada.id);
      return [
        ...Array.from({ length: 5 }, () => user.send({ content: QUESTION })),
        ...Array.from({ length: 3 }, () => user.post('/v1/chat/completions', COMPLETION)),
        user.send({ content: QUESTION, threadId: thread }),
      ];
    });
    const answers = await Promise.all<Answer>(asking);
    // Of the two in one thread, one may find the other's answer running.
    const done = answers.filter(({ status }) => status < 300);
    expect(done).toHaveLength(OF_USER);
    expect(new Set(answers.filter(({ status }) => status >= 300).map(({ status }) => status))).toContain(429);
    expect((await usageOf(ada)).today.turns).toBe(OF_USER);
    const { rows } = (await query(
      `select count(*)::int as answers from chat_messages m join chat_threads t on t.id = m.thread_id
        where t.user_id = $1 and m.role = 'assistant'`,
      [ada.id],
    )) as { rows: { answers: number }[] };
    const stored = done.filter(({ body }) => 'message' in (body as object)).length;
    expect(rows[0]?.answers).toBe(stored);
  });

  it('refuses with the limit and the time until the next day, and stores nothing', async () => {
    const ada = await signUp();
    for (let i = 0; i < OF_USER; i++) await ada.send({ content: QUESTION });
    const before = await threadsOf(ada);
    const { status, headers, body } = await ada.send({ content: QUESTION });
    expect({ status, body }).toMatchObject({
      status: 429,
      body: { code: 'quota_exceeded', detail: expect.stringContaining(`may use ${OF_USER} turns a day`) },
    });
    const seconds = Number(headers.get('retry-after'));
    const untilReset = (Date.parse((await usageOf(ada)).resetsAt) - Date.now()) / 1_000;
    expect(Math.abs(seconds - untilReset)).toBeLessThan(30);
    expect(headers.get('ratelimit-limit')).toBe(String(OF_USER));
    expect(headers.get('ratelimit-remaining')).toBe('0');
    expect(headers.get('ratelimit-reset')).toBe(String(seconds));
    expect(await threadsOf(ada)).toEqual(before);

    await move(ada, 1);
    expect((await ada.send({ content: QUESTION })).status).toBe(201);
    expect(await usageOf(ada)).toMatchObject({ today: { turns: 1 }, last30Days: { turns: OF_USER + 1 } });
    await move(ada, 29);
    expect(await usageOf(ada)).toMatchObject({ today: { turns: 0 }, last30Days: { turns: 1 } });
  });

  it('holds for each key, and for all keys of a user together', async () => {
    const ada = await signUp();
    const withKey = async (key: string) => {
      const answers = await Promise.all(
        Array.from({ length: OF_KEY + 2 }, (_, i) =>
          new TestUser(i % 2 ? there : here, key, ada.id).send({ content: QUESTION }),
        ),
      );
      return statusesOf(answers);
    };
    const [first, second, third] = [await keyOf(ada), await keyOf(ada), await keyOf(ada)];
    for (const key of [first, second]) expect(await withKey(key)).toEqual([201, 201, 201, 429, 429]);
    expect(await withKey(third)).toEqual(Array(OF_KEY + 2).fill(429));
    expect((await ada.send({ content: QUESTION })).status).toBe(429);

    const { key } = await usageOf(new TestUser(here, first, ada.id));
    expect(key).toMatchObject({ today: { turns: OF_KEY }, limits: { turns: OF_KEY, tokens: null } });
    expect(key?.today.tokens).toBeGreaterThan(0);
    const { today } = await usageOf(ada);
    expect(today.turns).toBe(OF_USER);
    expect(today.tokens).toBe(2 * (key?.today.tokens ?? 0));
  });

  it('lets a turn begin until the tokens are used up', async () => {
    const ada = await signUp();
    await ada.send({ content: QUESTION });
    await query('update user_usage set tokens = $2 where user_id = $1', [ada.id, TOKENS - 1]);
    expect((await ada.send({ content: QUESTION })).status).toBe(201);
    const { status, body } = await ada.send({ content: QUESTION });
    expect({ status, body }).toMatchObject({ status: 429, body: { detail: expect.stringContaining('50,000 tokens') } });
  });

  it('counts nothing that begins no turn, and gives a turn back that was begun before', async () => {
    const ada = await signUp();
    const repeat = () => ada.send({ content: QUESTION }, { 'idempotency-key': 'one' });
    const answers = await Promise.all(Array.from({ length: 4 }, repeat));
    expect(new Set(answers.map(({ body }) => body.message.id)).size).toBe(1);
    expect((await ada.send({ content: QUESTION, threadId: crypto.randomUUID() })).status).toBe(404);
    expect((await usageOf(ada)).today.turns).toBe(1);
    await query('update user_usage set turns = $2 where user_id = $1', [ada.id, OF_USER]);
    const retry = `/api/chat/messages/${answers[0]?.body.message.id}/retry`;
    expect((await ada.post(retry, {})).status).toBe(429);
    expect((await repeat()).status).toBe(200);
  });

  it('is told to OpenAI’s clients in their own form, who do not try again', async () => {
    const ada = await signUp();
    const key = await keyOf(ada);
    const client = new OpenAI({ apiKey: key, baseURL: `${here.url}/v1` });
    for (let i = 0; i < OF_KEY; i++) await client.chat.completions.create(COMPLETION);
    let sent = 0;
    const counting = client.withOptions({ fetch: (...args) => (sent++, fetch(...args)) });
    for (const body of [COMPLETION, { ...COMPLETION, metadata: { thread_id: 'new' } }]) {
      const refused = await counting.chat.completions.create(body).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(OpenAI.RateLimitError);
      expect(refused).toMatchObject({ code: 'quota_exceeded', type: 'insufficient_quota' });
      const { headers } = refused as { headers: Headers };
      expect(headers.get('ratelimit-limit')).toBe(String(OF_KEY));
    }
    expect(sent).toBe(2);
  });

  it('holds for agents that ask by MCP, too', async () => {
    const ada = await signUp();
    const requestInit = { headers: { authorization: `Bearer ${await keyOf(ada)}` } };
    const client = new Client({ name: 'test', version: '1.0.0' });
    await client.connect(new StreamableHTTPClientTransport(new URL(`${here.url}/mcp`), { requestInit }));
    const ask = async () => (await client.callTool({ name: 'ask', arguments: { question: QUESTION } }))._meta?.['code'];
    for (let i = 0; i < OF_KEY; i++) expect(await ask()).toBeUndefined();
    expect(await ask()).toBe('quota_exceeded');
    await client.close();
    const { today } = await usageOf(ada);
    expect(today.turns).toBe(OF_KEY);
    expect(today.tokens).toBeGreaterThan(0);
  });

  it('forgets what was used more than 400 days ago', async () => {
    const [ada, bob] = [await signUp(), await signUp()];
    const key = await keyOf(bob);
    for (const user of [ada, bob]) await user.send({ content: QUESTION });
    await new TestUser(here, key, bob.id).send({ content: QUESTION });
    await move(ada, 400);
    await move(bob, 401);
    await query(
      `update key_usage set day = day - 401 where key_id in (select id from "apikey" where "referenceId" = $1)`,
      [bob.id],
    );
    await here.app.get(OldUsage).delete();
    const { rows } = (await query(
      `select user_id as id from user_usage where user_id = any ($1)
       union all select k.key_id from key_usage k join "apikey" a on a.id = k.key_id where a."referenceId" = any ($1)`,
      [[ada.id, bob.id]],
    )) as { rows: object[] };
    expect(rows).toEqual([{ id: ada.id }]);
  });

  it('costs a stored turn no statement', async () => {
    const ada = await signUp();
    const named: (string | undefined)[] = [];
    pool.query = (...args) => {
      const { name, text } = args[0] as { name?: string; text?: string };
      if (text?.includes('_usage')) named.push(name);
      return query(...args);
    };
    expect((await ada.send({ content: QUESTION })).status).toBe(201);
    expect(named).toEqual(['open-in-new-thread', 'settle']);
  });
});
