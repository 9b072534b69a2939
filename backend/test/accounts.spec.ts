import { EventEmitter } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { CredentialWatch } from '../src/auth/credential-watch.js';
import { SignUpPolicy } from '../src/auth/sign-up-policy.js';
import { account, portal, post, rawPost } from './support/accounts.js';
import { TestApp } from './support/test-app.js';

type WatchedResponse = Parameters<CredentialWatch['watch']>[1];

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

  it('may have a thousand requests open, streams and all, and a place is free when one ends', async () => {
    const busy = await test.signUp('Busy');
    const { session } = (await busy.get<{ session: { id: string } }>('/api/auth/get-session')).body;
    const open = Array.from({ length: 1_000 }, () => Object.assign(new EventEmitter(), { destroyed: false }));
    for (const response of open)
      test.app.get(CredentialWatch).watch({ kind: 'session', id: session.id }, response as unknown as WatchedResponse);
    const refused = await busy.get('/api/chat/threads');
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(refused.headers.get('retry-after')).toBe('10');
    open[0]?.emit('close');
    expect((await busy.get('/api/chat/threads')).status).toBe(200);
    for (const response of open) response.emit('close');
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
    const rivals = await Promise.all(
      ['guest', 'rival'].map((name) => post(test, '/sign-up/email', { ...guest, email: `${name}@example.com`, code })),
    );
    expect(rivals.map(({ status }) => status).sort()).toEqual([200, 403]);
    const [admitted] = rivals.filter(({ ok }) => ok) as [Response];
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

  it('tells who is signed in as often as pages ask', async () => {
    const user = await test.signUp('Eager');
    const statuses = await Promise.all(
      Array.from({ length: 150 }, async () => (await user.get('/api/auth/get-session')).status),
    );
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  it('slows down who guesses passwords', async () => {
    const wrong = { email: account.email, password: 'wrong password' };
    const statuses = new Set<number>();
    for (let i = 0; i < 30; i++)
      statuses.add(
        (
          await post(test, '/sign-in/email', wrong, {
            'x-forwarded-for': `10.0.0.${i}`,
            'x-chatkit-caller': `10.0.0.${i}`,
          })
        ).status,
      );
    expect(statuses).toEqual(new Set([401, 429]));
  });
});
