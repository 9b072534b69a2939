import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { AuditLog } from '../src/audit/audit-log.js';
import { AttemptLimit } from '../src/auth/attempt-limit.js';
import { AccountDeletion } from '../src/auth/account-deletion.js';
import { createAuth } from '../src/auth/auth.js';
import { SignUpPolicy } from '../src/auth/sign-up-policy.js';
import { readEnv } from '../src/env.js';
import { account, post } from './support/accounts.js';
import { TestApp } from './support/test-app.js';

const portal = 'https://portal.example.com';
/** What a page may read anyway, and what is for browsers and proxies only. */
const SEEN_BY_ALL = new Set([
  ...['cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified', 'pragma'],
  ...['access-control-allow-credentials', 'access-control-allow-origin', 'access-control-expose-headers', 'vary'],
  ...['connection', 'date', 'keep-alive', 'content-security-policy', 'referrer-policy'],
  ...['x-content-type-options', 'x-frame-options'],
]);
const stranger = 'https://evil.example';

describe('with an allowed origin and a trusted proxy', () => {
  let test: TestApp;
  let cookie: string;
  let cookies: string[];

  beforeAll(async () => {
    test = await TestApp.start({ ALLOWED_ORIGINS: portal, TRUSTED_PROXIES: 'loopback' });
    const response = await post(test, '/sign-up/email', account);
    cookies = response.headers.getSetCookie();
    cookie = cookies.map((line) => line.split(';')[0]).join('; ');
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

  it('keeps the session in a cookie that no script reads, no other site sends, and no plain connection carries', async () => {
    for (const cookie of cookies)
      expect(cookie.split('; ')).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax', 'Path=/']));
    const env = readEnv({ BETTER_AUTH_URL: 'https://chat.example.com' });
    const { app } = test;
    const auth = createAuth(env, {
      pool: app.get(Pool),
      secret: 'x'.repeat(32),
      policy: app.get(SignUpPolicy),
      audit: app.get(AuditLog),
      deletion: app.get(AccountDeletion),
      attempts: app.get(AttemptLimit),
    });
    const { name, attributes } = (await auth.$context).authCookies.sessionToken;
    expect({ name, ...attributes }).toMatchObject({
      name: '__Secure-better-auth.session_token',
      secure: true,
      httpOnly: true,
      sameSite: 'lax',
    });
  });

  it('lets that page change things and read what it needs of the answer', async () => {
    const created = await createThread(portal);
    expect(created.status).toBe(201);
    expect(created.headers.get('access-control-allow-origin')).toBe(portal);
    const exposed = created.headers.get('access-control-expose-headers')?.split(',');
    expect(exposed).toEqual(
      expect.arrayContaining(['ETag', 'Idempotency-Replayed', 'RateLimit-Remaining', 'Retry-After']),
    );
    for (const [name] of created.headers)
      if (!SEEN_BY_ALL.has(name)) expect(exposed?.map((one) => one.toLowerCase())).toContain(name);
    expect(created.headers.get('vary')).toContain('Origin');
    expect((await post(test, '/sign-in/email', account, { origin: portal, cookie })).status).toBe(200);
  });

  it('refuses changes from all others as before', async () => {
    expect((await createThread(stranger)).status).toBe(403);
    expect((await post(test, '/sign-in/email', account, { origin: stranger, cookie })).status).toBe(403);
  });

  it('counts attempts to sign in by the address that the proxy has seen, on all instances, for a minute', async () => {
    let retryAfter: number | undefined;
    const guess = async (forwarded: string) => {
      const wrong = { email: account.email, password: 'wrong password' };
      const { status, headers } = await post(test, '/sign-in/email', wrong, { 'x-forwarded-for': forwarded });
      if (status === 429) retryAfter = Number(headers.get('retry-after'));
      return status;
    };
    const statuses = new Set<number>();
    // What the caller itself wrote comes first, and counts for nothing.
    for (let i = 0; i < 25; i++) statuses.add(await guess(`10.0.0.${i}, 203.0.113.7`));
    expect(statuses).toEqual(new Set([401, 429]));
    expect(retryAfter).toBeGreaterThan(0);
    expect(await guess('203.0.113.8')).toBe(401);

    // What another instance does on the same database, whose memory knows nothing of this one.
    const pool = test.app.get(Pool);
    const elsewhere = new AttemptLimit(pool);
    const { rows } = await pool.query<{ key: string }>(`select key from attempts where key like '%203.0.113.7%'`);
    expect(rows).toHaveLength(1);
    const rule = { window: 60, max: 20 };
    expect(await elsewhere.consume(rows[0]!.key, rule)).toEqual({ allowed: false, retryAfter: expect.any(Number) });
    await pool.query(`update attempts set ends_at = now() - interval '1 second' where key = $1`, [rows[0]!.key]);
    expect(await guess('203.0.113.7')).toBe(401);
    await pool.query(`update attempts set ends_at = now() - interval '1 second'`);
    await elsewhere.forget();
    expect((await pool.query('select from attempts')).rowCount).toBe(0);
  });
});
