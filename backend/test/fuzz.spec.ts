import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CreatedApiKey, type Document, type Thread } from '@chatkit/contract';
import { Pool } from 'pg';
import { AUTH, type Auth } from '../src/auth/auth.js';
import { HOSTILE, textOf } from './support/fuzz/arbitrary-value.js';
import { type Planned, requestsTo, type Surroundings } from './support/fuzz/arbitrary-request.js';
import { type Route, routes } from './support/fuzz/described-api.js';
import { type Answer, faultOf } from './support/fuzz/judge.js';
import { PROGRAM_SCOPES } from './support/program-scopes.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { TestApp, TestUser } from './support/test-app.js';

// `npm run fuzz` sets these for the long run.
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 1_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

const BATCH = 250;
const AT_ONCE = 4;
const STREAM_MS = 300;
/** Each takes a tenth of a second of hashing. */
const SLOW = /sign-(up|in)|password|create-user/;

describe('whatever is sent', () => {
  const model = new ScriptedModelServer();
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown) => unhandled.push(reason);
  let test: TestApp;
  let owner: TestUser;
  let strangerId: string;
  let accountId: string;
  let key: string;

  beforeAll(async () => {
    process.on('unhandledRejection', onUnhandled);
    await model.start();
    test = await TestApp.start({ OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted', LOG_LEVEL: 'error' });
    (await test.app.get<Auth>(AUTH).$context).rateLimit.enabled = false; // better-auth's own, a few a second
    owner = await test.signUp('owner'); // the first one: an administrator, so that the routes for them are reached
    strangerId = (await test.signUp('stranger')).id;
    accountId = (await test.signUp('victim')).id;
    key = (await owner.post<CreatedApiKey>('/api/keys', { name: 'Fuzz', scopes: PROGRAM_SCOPES })).body.key;
    await test.app.get(Pool).query('update "apikey" set "rateLimitMax" = 1000000000');
  });
  afterAll(async () => {
    await test.stop();
    await model.close();
    process.off('unhandledRejection', onUnhandled);
  });

  /** Things that requests can name; routes delete them, so they are made anew for each batch. */
  async function surroundings(): Promise<Surroundings> {
    const { internalAdapter } = await test.app.get<Auth>(AUTH).$context;
    owner = new TestUser(test, (await internalAdapter.createSession(owner.id)).token, owner.id);
    const turn = (await owner.send({ content: 'How many days of holiday?' })).body;
    const thread = (await owner.post<Thread>('/api/chat/threads', {})).body;
    const document = (
      await owner.post<Document>('/api/rag/documents', { title: 'Note', text: `Note ${Math.random()}` })
    ).body;
    const made = (await owner.post<CreatedApiKey>('/api/keys', { name: 'Key', scopes: ['search'] })).body;
    const ids = [
      turn.message.id,
      turn.userMessage.id,
      turn.thread.id,
      thread.id,
      document.id,
      document.versionId,
      made.id,
    ];
    return { ids: ids.filter((id) => typeof id === 'string'), accountId };
  }

  /** Some of better-auth's routes end the session that asks. */
  async function credentials(as: Planned['as']): Promise<Record<string, string>> {
    if (as === 'nobody') return {};
    if (as === 'liar') return { authorization: 'Bearer no-such', 'x-api-key': '' };
    if (as === 'key') return { 'x-api-key': key };
    const { internalAdapter } = await test.app.get<Auth>(AUTH).$context;
    const userId = as === 'owner' ? owner.id : strangerId;
    return { authorization: `Bearer ${(await internalAdapter.createSession(userId)).token}` };
  }

  async function isOver({ authorization = '' }: Record<string, string>): Promise<boolean> {
    const token = authorization.replace('Bearer ', '');
    return (await test.app.get(Pool).query('select from "session" where token = $1', [token])).rowCount === 0;
  }

  async function send(route: Route, { path, headers, body, as }: Planned): Promise<Answer> {
    const carried = await credentials(as);
    const response = await fetch(test.url + path, {
      method: route.method,
      headers: { ...headers, ...carried },
      redirect: 'manual',
      ...(body !== undefined && { body }),
    });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
    if (!isStream) {
      const text = await response.text().catch(async (error: unknown) => {
        if (await isOver(carried)) return undefined; // another request has ended the session, and the answer with it
        throw error;
      });
      return { status: response.status, headers: response.headers, text };
    }
    setTimeout(() => void response.body?.cancel().catch(() => undefined), STREAM_MS).unref();
    return { status: response.status, headers: response.headers, text: undefined };
  }

  it(
    `the server answers as it is described, ${REQUESTS} times`,
    async () => {
      const faults = new Map<string, string>();
      const statuses = new Map<number, number>();
      const weighted = routes
        .filter(({ path }) => !SLOW.test(path))
        .flatMap((route) => [route, route, route, route, route, route]);
      const candidates = [...weighted, ...routes.filter(({ path }) => SLOW.test(path))];
      for (let done = 0; done < REQUESTS; done += BATCH) {
        const things = await surroundings();
        const any = fc
          .constantFrom(...candidates)
          .chain((route) => requestsTo(route, things).map((planned) => ({ route, planned })));
        const plans = fc.sample(any, { seed: SEED + done, numRuns: Math.min(BATCH, REQUESTS - done) });
        await Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            for (let plan = plans.pop(); plan; plan = plans.pop()) {
              const { route, planned } = plan;
              // The server may close a kept connection at the moment of the next request: once is no fault.
              const answer = await send(route, planned).catch(() => send(route, planned));
              statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
              const fault = faultOf(plan.route, answer);
              const kind = `${plan.route.name} ${answer.status}`;
              if (fault && !faults.has(kind)) faults.set(kind, `${fault}\n  sent ${shown(plan.planned)}`);
            }
          }),
        );
      }
      if (REQUESTS > 1_000)
        console.log(`answers by status: ${JSON.stringify(Object.fromEntries([...statuses].sort()))}`);
      expect([...faults.values()]).toEqual([]);
      expect(unhandled).toEqual([]);
      expect((await fetch(`${test.url}/health/ready`)).status).toBe(200);
      for (const status of [200, 201, 400, 401, 403, 404, 422]) expect(statuses.get(status)).toBeGreaterThan(0);
    },
    30_000 + REQUESTS * 200,
  );

  const ask = async (method: string, path: string, init: { headers?: Record<string, string>; body?: string } = {}) => {
    const response = await fetch(test.url + path, {
      ...init,
      method,
      headers: { ...(await credentials('owner')), ...init.headers },
    });
    const text = await response.text();
    return { status: response.status, type: response.headers.get('content-type')?.split(';')[0], text };
  };
  const json = { 'content-type': 'application/json' };
  const withBody = routes.filter(({ described }) => described.requestBody?.content['application/json']);

  it.each(withBody)('$name takes no troublesome body', async (route) => {
    const path = route.path.replace('{id}', '00000000-0000-4000-8000-000000000000');
    const troublesome = [
      undefined,
      'null',
      '[]',
      '""',
      '{',
      '\0',
      `{"content":"${'a'.repeat(10_000_000)}"}`,
      '{"a":'.repeat(50_000),
    ];
    const fields = Object.keys(
      JSON.parse('{"content":1,"title":1,"text":1,"name":1,"query":1,"url":1,"email":1}') as object,
    );
    const bodies = [
      ...troublesome,
      ...HOSTILE.map((value) => JSON.stringify(Object.fromEntries(fields.map((name) => [name, value])))),
    ];
    for (const body of bodies) {
      const answer = await ask(route.method, path, { headers: json, ...(body !== undefined && { body }) });
      expect({
        body: body?.slice(0, 60),
        ok: answer.status < 500 && String(answer.status) in route.described.responses,
        answer: answer.text.slice(0, 300),
      }).toMatchObject({ ok: true });
    }
  });

  it('a search takes any syntax', async () => {
    for (const value of [...HOSTILE, `a' || 'b`, '!!', 'a:*', '<->', '((', '"', 'a & & b', '\\', "'", '%', '_'].map(
      textOf,
    )) {
      const q = encodeURIComponent(value.toWellFormed().slice(0, 2_000));
      expect([200, 400]).toContain((await ask('GET', `/api/chat/search?q=${q}`)).status);
      const body = JSON.stringify({ query: value });
      expect([200, 400]).toContain((await ask('POST', '/api/rag/search', { headers: json, body })).status);
      expect([200, 400]).toContain((await ask('GET', `/api/rag/documents?q=${q}`)).status);
    }
  });

  it('a forged cursor is refused or leads nowhere', async () => {
    const pack = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const id = '00000000-0000-4000-8000-000000000000';
    const cursors = [
      'x',
      '%',
      '%00',
      'bnVsbA',
      pack(null),
      pack([]),
      pack({}),
      pack([id]),
      pack([`'; select 1 --`, id]),
      pack(['2026-13-45 99:99:99+00', id]),
      pack(['0000-00-00 00:00:00+00', id]),
      pack(['9999-12-31 23:59:59+99', id]),
      pack(['true', '2026-11-23 09:00:00+00', id]),
      pack(['true', 'infinity', id]),
      pack([[[[]]], {}]),
      'A'.repeat(500),
      'A'.repeat(501),
    ];
    for (const path of ['/api/chat/threads', '/api/rag/documents', `/api/chat/threads/${id}/messages`])
      for (const cursor of cursors)
        expect([200, 400, 404]).toContain((await ask('GET', `${path}?cursor=${encodeURIComponent(cursor)}`)).status);
  });

  it('a path that is none, or badly encoded, is a problem', async () => {
    for (const path of [
      '/api/none',
      '/api/chat/threads/%',
      '/api/chat/threads/%ff',
      '/api/chat/threads/%00',
      '/api/chat/%2e%2e/x',
      `/api/${'x'.repeat(8_000)}`,
      '/api/auth/%',
      '/api/auth//sign-out',
      '/api/problems/%c0%ae',
    ]) {
      const { status, type, text } = await ask('GET', path);
      expect({
        path: path.slice(0, 40),
        status: [400, 404].includes(status),
        type,
        text: text.slice(0, 200),
      }).toMatchObject({
        status: true,
        type: 'application/problem+json',
      });
    }
  });

  it('another method than those described is a 404, or MCP’s 405', async () => {
    const known = Map.groupBy(routes, ({ path }) => path);
    for (const [path, ofPath] of known)
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(
        (one) => !ofPath.some((route) => route.method === one),
      )) {
        // A path with an id in that place may be another route, such as GET .../documents/files.
        const { status, type } = await ask(method, path.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000'));
        expect({ method, path, status: (path === '/mcp' ? [405] : [400, 404]).includes(status), type }).toEqual({
          method,
          path,
          status: true,
          type: /^\/(v1|mcp)\b/.test(path) ? 'application/json' : 'application/problem+json',
        });
      }
  });
});

function shown({ path, headers, body, as }: Planned): string {
  const text = body instanceof FormData ? JSON.stringify([...body.entries()]) : body;
  return JSON.stringify({ path: path.slice(0, 300), headers, body: text?.slice(0, 600), as });
}
