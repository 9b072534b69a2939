import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getMigrations } from 'better-auth/db/migration';
import { Pool } from 'pg';
import { authOptions } from '../src/auth/auth.js';
import { SignUpPolicy } from '../src/auth/sign-up-policy.js';
import { readEnv } from '../src/env.js';
import { TestApp } from './support/test-app.js';

const account = { name: 'Ada', email: 'ada@example.com', password: 'correct horse' };

function post(test: TestApp, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${test.url}/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function portal(test: TestApp): Promise<unknown> {
  return (await fetch(`${test.url}/api/portal`)).json();
}

describe('accounts', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await TestApp.start({ SIGN_UP: 'closed' });
  });
  afterAll(() => test.stop());

  it('makes exactly one of many first sign-ups the administrator, and closes behind it', async () => {
    expect(await portal(test)).toMatchObject({ signUp: 'first', signUpCode: 'none' });
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => post(test, '/sign-up/email', { ...account, email: `first${i}@example.com` })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403, 403, 403]);
    const { rows } = await test.app.get(Pool).query<{ role: string }>('select role from "user"');
    expect(rows).toEqual([{ role: 'admin' }]);
    expect(await portal(test)).toMatchObject({ signUp: 'closed' });
  });

  it('refuses who is not signed in, with a problem', async () => {
    const response = await fetch(`${test.url}/api/chat/threads`);
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await response.json()).toMatchObject({
      status: 401,
      code: 'unauthenticated',
      instance: '/api/chat/threads',
    });
  });

  it('keeps better-auth’s tables as the migration made them', async () => {
    const env = readEnv({});
    const pool = test.app.get(Pool);
    const { toBeCreated, toBeAdded } = await getMigrations(
      authOptions(env, pool, 's', new SignUpPolicy(env, pool, 's')),
    );
    expect({ toBeCreated, toBeAdded }).toEqual({ toBeCreated: [], toBeAdded: [] });
  });
});

describe('sessions', () => {
  let test: TestApp;
  let cookie: string;
  beforeAll(async () => {
    test = await TestApp.start();
    const response = await post(test, '/sign-up/email', account);
    cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
  });
  afterAll(() => test.stop());

  const threads = (headers: Record<string, string>) => fetch(`${test.url}/api/chat/threads`, { headers });
  const create = (headers: Record<string, string>) =>
    fetch(`${test.url}/api/chat/threads`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{}',
    });

  it('takes the session cookie and the bearer token for the same user', async () => {
    const { token } = (await (await post(test, '/sign-in/email', account)).json()) as { token: string };
    expect((await create({ cookie })).status).toBe(201);
    const list = (await (await threads({ authorization: `Bearer ${token}` })).json()) as { data: unknown[] };
    expect(list.data).toHaveLength(1);
  });

  it.each(['http://localhost:4321', 'http://127.0.0.1:8080', 'http://chat.lan'])(
    'lets a page from %s sign in at its own address',
    async (origin) => {
      const { host } = new URL(origin);
      const { status } = await rawPost(test.url, '/api/auth/sign-in/email', account, { origin, host, cookie });
      expect(status).toBe(200);
    },
  );

  it('refuses the page of another site, for signing in and for everything that changes something', async () => {
    const origin = 'http://evil.example';
    expect((await post(test, '/sign-in/email', account, { origin, cookie })).status).toBe(403);
    expect((await create({ cookie, origin })).status).toBe(403);
    expect((await create({ cookie, origin: test.url })).status).toBe(201);
  });

  it('ends the session at once on sign-out', async () => {
    const signedIn = await post(test, '/sign-in/email', account);
    const own = signedIn.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    expect((await threads({ cookie: own })).status).toBe(200);
    expect((await post(test, '/sign-out', {}, { cookie: own, origin: test.url })).status).toBe(200);
    expect((await threads({ cookie: own })).status).toBe(401);
  });

  it('shuts a suspended user out within seconds', async () => {
    const user = await test.signUp('Bob');
    expect((await user.get('/api/chat/threads')).status).toBe(200);
    await test.app.get(Pool).query('update "user" set banned = true where id = $1', [user.id]);
    await new Promise((resolve) => setTimeout(resolve, 5_100));
    expect((await user.get('/api/chat/threads')).status).toBe(401);
  });
});

describe('sign-up by invitation', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await TestApp.start({ SIGN_UP: 'invite', HOST: '0.0.0.0' });
  });
  afterAll(() => test.stop());

  it('asks the first account for the setup code when the server is open to the network', async () => {
    expect(await portal(test)).toMatchObject({ signUp: 'first', signUpCode: 'setup' });
    expect((await post(test, '/sign-up/email', account)).status).toBe(403);
    expect((await post(test, '/sign-up/email', { ...account, code: 'a guess' })).status).toBe(403);
    const code = test.app.get(SignUpPolicy).setupCode;
    expect(code).toHaveLength(16);
    expect((await post(test, '/sign-up/email', { ...account, code })).status).toBe(200);
  });

  it('lets one person in for each invitation that an administrator made', async () => {
    const { token } = (await (await post(test, '/sign-in/email', account)).json()) as { token: string };
    const invite = (bearer: string) =>
      fetch(`${test.url}/api/invitations`, { method: 'POST', headers: { authorization: `Bearer ${bearer}` } });
    const invited = await invite(token);
    expect(invited.status).toBe(201);
    const { code } = (await invited.json()) as { code: string };

    const guest = { ...account, email: 'guest@example.com' };
    expect((await post(test, '/sign-up/email', guest)).status).toBe(403);
    expect((await post(test, '/sign-up/email', { ...guest, code, password: 'short' })).status).toBe(400);
    const admitted = await post(test, '/sign-up/email', { ...guest, code });
    expect(admitted.status).toBe(200);
    expect((await post(test, '/sign-up/email', { ...guest, email: 'another@example.com', code })).status).toBe(403);

    const { token: guestToken } = (await admitted.json()) as { token: string };
    expect((await invite(guestToken)).status).toBe(403);
  });
});

describe('guessing passwords', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await TestApp.start();
    await test.signUp('Ada');
  });
  afterAll(() => test.stop());

  it('slows down who guesses passwords', async () => {
    const wrong = { email: account.email, password: 'wrong password' };
    const statuses = new Set<number>();
    for (let i = 0; i < 30; i++)
      statuses.add((await post(test, '/sign-in/email', wrong, { 'x-forwarded-for': `10.0.0.${i}` })).status);
    expect(statuses).toEqual(new Set([401, 429]));
  });
});

/** `fetch` does not let a test choose the Host header. */
async function rawPost(
  url: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<{ status: number }> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(path, url),
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0 });
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
