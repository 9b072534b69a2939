import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getMigrations } from 'better-auth/db/migration';
import { Pool } from 'pg';
import { AuditLog } from '../src/audit/audit-log.js';
import { AttemptLimit } from '../src/auth/attempt-limit.js';
import { AccountDeletion } from '../src/auth/account-deletion.js';
import { authOptions } from '../src/auth/auth.js';
import { SignUpPolicy } from '../src/auth/sign-up-policy.js';
import { readEnv } from '../src/env.js';
import { account, portal, post, rawPost } from './support/accounts.js';
import { TestApp } from './support/test-app.js';

describe('the first account', () => {
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

  it('gives an account that an administrator makes the role that was asked for, after a restart too', async () => {
    const admin = { email: 'root@example.com', password: 'correct horse' };
    const opened = await TestApp.start();
    await post(opened, '/sign-up/email', { ...admin, name: 'Root' });
    await opened.shutDown();
    await opened.open();
    const { token } = (await (await post(opened, '/sign-in/email', admin)).json()) as { token: string };
    const roles = await Promise.all(
      ['user', 'admin'].map(async (role) => {
        const made = { name: role, email: `${role}@example.com`, password: 'correct horse', role };
        const response = await post(opened, '/admin/create-user', made, { authorization: `Bearer ${token}` });
        return ((await response.json()) as { user: { role: string } }).user.role;
      }),
    );
    await opened.stop();
    expect(roles).toEqual(['user', 'admin']);
  });

  it('makes one administrator when many sign up first, also where sign-up stays open', async () => {
    const open = await TestApp.start({ SIGN_UP: 'open' });
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, i) => post(open, '/sign-up/email', { ...account, email: `first${i}@example.com` })),
    );
    const { rows } = await open.app.get(Pool).query<{ role: string }>('select role from "user" order by role');
    await open.stop();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(rows.map(({ role }) => role)).toEqual(['admin', 'user', 'user', 'user']);
  });

  it('asks the first account for the setup code when the server is called by another name', async () => {
    const fresh = await TestApp.start();
    const { host } = new URL('http://rebound.example');
    const refused = await rawPost(fresh.url, '/api/auth/sign-up/email', account, { host });
    const admitted = await rawPost(
      fresh.url,
      '/api/auth/sign-up/email',
      { ...account, code: fresh.app.get(SignUpPolicy).setupCode },
      { host },
    );
    await fresh.stop();
    expect([refused.status, admitted.status]).toEqual([403, 200]);
  });

  it('is not held up by one who sends a sign-up slowly', async () => {
    const fresh = await TestApp.start();
    const slow = connect(Number(new URL(fresh.url).port), '127.0.0.1');
    slow.write(
      'POST /api/auth/sign-up/email HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"n',
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { status } = await post(fresh, '/sign-up/email', account);
    slow.destroy();
    await fresh.stop();
    expect(status).toBe(200);
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
    const audit = new AuditLog(pool);
    const policy = new SignUpPolicy(env, pool, 's');
    const deletion = new AccountDeletion(pool, audit);
    const { toBeCreated, toBeAdded } = await getMigrations(
      authOptions(env, { pool, secret: 's', policy, audit, deletion, attempts: new AttemptLimit(pool) }),
    );
    expect({ toBeCreated, toBeAdded }).toEqual({ toBeCreated: [], toBeAdded: [] });
  });
});
