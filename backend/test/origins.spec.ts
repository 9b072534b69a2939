import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { account, post } from './support/accounts.js';
import { TestApp } from './support/test-app.js';

const portal = 'https://portal.example.com';
const stranger = 'https://evil.example';

describe('with an allowed origin and a trusted proxy', () => {
  let test: TestApp;
  let cookie: string;

  beforeAll(async () => {
    test = await TestApp.start({ ALLOWED_ORIGINS: portal, TRUSTED_PROXIES: 'loopback' });
    const response = await post(test, '/sign-up/email', account);
    cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
  });
  afterAll(() => test.stop());

  const preflight = (path: string, origin: string) =>
    fetch(test.url + path, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });
  const createThread = (origin: string) =>
    fetch(`${test.url}/api/chat/threads`, {
      method: 'POST',
      headers: { cookie, origin, 'content-type': 'application/json' },
      body: '{}',
    });

  it.each(['/api/chat/threads', '/api/auth/sign-in/email', '/v1/chat/completions'])(
    'lets a page of that origin call %s with its cookie, and no other page',
    async (path) => {
      const allowed = await preflight(path, portal);
      expect(allowed.status).toBe(204);
      expect(allowed.headers.get('access-control-allow-origin')).toBe(portal);
      expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
      for (const origin of [stranger, 'null', `${portal}.evil.example`, 'http://portal.example.com'])
        expect((await preflight(path, origin)).headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('lets that page change things and read what it needs of the answer', async () => {
    const created = await createThread(portal);
    expect(created.status).toBe(201);
    expect(created.headers.get('access-control-allow-origin')).toBe(portal);
    expect(created.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
    expect(created.headers.get('vary')).toContain('Origin');
    expect((await post(test, '/sign-in/email', account, { origin: portal, cookie })).status).toBe(200);
  });

  it('refuses changes from all others as before', async () => {
    expect((await createThread(stranger)).status).toBe(403);
    expect((await post(test, '/sign-in/email', account, { origin: stranger, cookie })).status).toBe(403);
  });

  it('counts attempts to sign in by the address that the proxy has seen', async () => {
    const guess = async (forwarded: string) => {
      const wrong = { email: account.email, password: 'wrong password' };
      return (await post(test, '/sign-in/email', wrong, { 'x-forwarded-for': forwarded })).status;
    };
    const statuses = new Set<number>();
    // What the caller itself wrote comes first, and counts for nothing.
    for (let i = 0; i < 25; i++) statuses.add(await guess(`10.0.0.${i}, 203.0.113.7`));
    expect(statuses).toEqual(new Set([401, 429]));
    expect(await guess('203.0.113.8')).toBe(401);
  });
});
