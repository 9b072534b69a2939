import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEntry, CreatedApiKey, EmbedToken, Page, Problem, Thread, Usage } from '@chatkit/contract';
import { Pool } from 'pg';
import { EventReader } from './support/event-reader.js';
import { TestApp, TestUser } from './support/test-app.js';

const PORTAL = 'https://portal.example.com';
const THREADS = '/api/chat/threads';
const PASSWORD = 'correct horse';

interface Asked {
  status: number;
  body: EmbedToken & Problem;
}

describe('tokens of the embedded chat', () => {
  let test: TestApp;
  let admin: TestUser;
  let embedKey: CreatedApiKey;
  let made = 0;

  beforeAll(async () => {
    test = await TestApp.start({ EMBED_ORIGINS: PORTAL, SIGN_UP: 'open' });
    admin = await test.signUp('Admin');
    embedKey = await createKey();
  });
  afterAll(() => test.stop());

  const query = (text: string, values: unknown[]) => test.app.get(Pool).query<Record<string, unknown>>(text, values);
  const somebody = () => `person-${made++}@example.com`;

  async function createKey(user = admin): Promise<CreatedApiKey> {
    const { status, body } = await user.post<CreatedApiKey>('/api/keys', { name: 'Portal', scopes: ['embed'] });
    expect(status).toBe(201);
    return body;
  }

  async function ask(body: object, { path = 'tokens', key = embedKey.key, headers = {} } = {}): Promise<Asked> {
    const response = await fetch(`${test.url}/api/embed/${path}`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : undefined) as Asked['body'] };
  }

  async function signIn(email = somebody(), { key = embedKey.key } = {}): Promise<EmbedToken> {
    const { status, body } = await ask({ email, name: 'Grace', origin: PORTAL }, { key });
    expect({ status, code: body.code }).toEqual({ status: 201, code: undefined });
    return body;
  }

  const send = ({ token }: EmbedToken, path = THREADS, headers: Record<string, string> = { origin: PORTAL }) =>
    fetch(test.url + path, { headers: { authorization: `Bearer ${token}`, ...headers } });
  const statusOf = async (token: EmbedToken) => (await send(token)).status;
  const audited = async (act: string, subjectId: string) => {
    const { body } = await admin.get<Page<AuditEntry>>('/api/admin/audit?limit=100');
    return body.data.filter((entry) => entry.act === act && entry.subject?.id === subjectId);
  };

  /** A reader that sends the origin of the portal with everything. */
  class PagesReader extends TestUser {
    override fetch(...[method, path, body, headers, signal]: Parameters<TestUser['fetch']>): Promise<Response> {
      return super.fetch(method, path, body, { ...headers, origin: PORTAL }, signal);
    }
  }
  const readerOf = ({ token, userId }: EmbedToken) => new PagesReader(test, token, userId);

  it('let a person of the portal chat, from an account that is made the first time and is theirs from then on', async () => {
    const email = somebody();
    const first = await signIn(email);
    expect(first).toMatchObject({ token: expect.stringMatching(/^chatkit_embed_[\w-]{43}$/), expiresInSeconds: 300 });
    const turn = await readerOf(first).send({ content: 'How many days of holiday do I get?' });
    expect(turn.status).toBe(201);
    const second = await signIn(email.toUpperCase());
    expect(second.userId).toBe(first.userId);
    expect(second.token).not.toBe(first.token);
    const { data } = (await (await send(second)).json()) as Page<Thread>;
    expect(data.map(({ id }) => id)).toEqual([turn.body.thread.id]);
    const { rows } = await query('select name, role, "emailVerified" as verified from "user" where id = $1', [
      first.userId,
    ]);
    expect(rows).toEqual([{ name: 'Grace', role: 'user', verified: true }]);
  });

  it('make one account, however many pages of one person open at once', async () => {
    const email = somebody();
    const all = await Promise.all(Array.from({ length: 20 }, () => signIn(email)));
    expect(new Set(all.map(({ userId }) => userId)).size).toBe(1);
  });

  it('are stored as hashes, and count on the account and not on the key', async () => {
    const token = await signIn();
    await readerOf(token).send({ content: 'Holiday?' });
    const { rows } = await query('select * from embed_tokens where user_id = $1', [token.userId]);
    expect(JSON.stringify(rows)).not.toContain(token.token.slice(14));
    const usage = (await (await send(token, '/api/usage')).json()) as Usage;
    expect(usage).toMatchObject({ key: null, today: { turns: 1 } });
    const counted = await query('select turns from key_usage where key_id = $1', [embedKey.id]);
    expect(counted.rows).toEqual([]);
  });

  it('open nothing to the pages of another origin, nor where none is named', async () => {
    const token = await signIn();
    expect(await statusOf(token)).toBe(200);
    for (const headers of [{}, { origin: 'https://evil.example' }, { origin: test.url }, { origin: 'null' }]) {
      const response = await send(token, THREADS, headers);
      expect([response.status, ((await response.json()) as Problem).code]).toEqual([403, 'forbidden']);
      expect((await send(token, '/api/events', headers)).status).toBe(403);
    }
    const own = await ask({ email: somebody(), name: 'Own', origin: test.url });
    expect((await send(own.body, THREADS, {})).status).toBe(200);
    expect((await send(own.body, THREADS, { origin: PORTAL })).status).toBe(403);
  });

  it('open neither accounts nor keys nor administration, whose account it may be', async () => {
    const token = await signIn();
    for (const path of ['/api/keys', '/api/account/export', '/api/admin/users', '/api/auth/get-session'])
      expect([path, (await send(token, path)).status]).toEqual([path, path.includes('/auth/') ? 401 : 403]);
    const written = await readerOf(token).post<Problem>('/api/rag/documents', { title: 'Note', text: 'Words.' });
    expect(written.body).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });

  it('are made for no administrator, nobody suspended, and no account whose address nobody vouches for', async () => {
    const suspended = await test.signUp('Suspended');
    await query('update "user" set banned = true, "emailVerified" = true where id = $1', [suspended.id]);
    await query('update "user" set "emailVerified" = true where id = $1', [admin.id]);
    await test.signUp('Squatter');
    for (const name of ['admin', 'suspended', 'squatter']) {
      const { status, body } = await ask({ email: `${name}@example.com`, name, origin: PORTAL });
      expect([name, status, body.code]).toEqual([name, 403, 'sign_in_refused']);
    }
    const email = somebody();
    const account = { name: 'Vouched', email, password: PASSWORD, data: { emailVerified: true } };
    const { body } = await admin.post<{ user: { id: string } }>('/api/auth/admin/create-user', account);
    expect((await signIn(email)).userId).toBe(body.user.id);
  });

  it('are made with a key of an administrator alone that has this scope alone', async () => {
    const user = await test.signUp('User');
    expect((await user.post<Problem>('/api/keys', { name: 'Key', scopes: ['embed'] })).body.code).toBe('forbidden');
    const both = await admin.post<Problem>('/api/keys', { name: 'Key', scopes: ['chat', 'embed'] });
    expect(both.body.code).toBe('bad_request');
    const person = { email: somebody(), name: 'Grace', origin: PORTAL };
    const session = { key: admin.token, headers: { authorization: `Bearer ${admin.token}` } };
    expect((await ask(person, session)).status).toBe(401);
    const bySession = await admin.post<Problem>('/api/embed/tokens', person);
    expect(bySession.body).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect((await fetch(test.url + THREADS, { headers: { 'x-api-key': embedKey.key } })).status).toBe(403);
    const inPage = await ask(person, { headers: { origin: PORTAL } });
    expect([inPage.status, inPage.body.code]).toEqual([403, 'forbidden']);
  });

  it.each([
    ['an origin that no setting names', { origin: 'https://elsewhere.example' }],
    ['a page instead of an origin', { origin: `${PORTAL}/page` }],
    ['no origin', { origin: undefined }],
    ['no name', { name: ' ' }],
    ['no address', { email: 'grace' }],
    ['a role', { role: 'admin' }],
  ])('are not made for %s', async (_, change) => {
    const { status, body } = await ask({ email: 'x@example.com', name: 'Grace', origin: PORTAL, ...change });
    expect([status, body.code]).toEqual([400, 'bad_request']);
    expect((await query('select from "user" where email = $1', ['x@example.com'])).rowCount).toBe(0);
  });

  it('end, with the streams that they opened, with key, account, time, sign-out, and the role of who made them', async () => {
    const other = await createKey();
    const ends: Record<string, (token: EmbedToken, key: CreatedApiKey, email: string) => Promise<unknown>> = {
      revoked: (_, { id }) => admin.request('DELETE', `/api/keys/${id}`),
      expired: (_, { id }) => query('update "apikey" set "expiresAt" = now() where id = $1', [id]),
      suspended: ({ userId }) => query('update "user" set banned = true where id = $1', [userId]),
      unproved: ({ userId }) => query('update "user" set "emailVerified" = false where id = $1', [userId]),
      promoted: ({ userId }) => query(`update "user" set role = 'admin' where id = $1`, [userId]),
      old: ({ userId }) => query('update embed_tokens set expires_at = now() where user_id = $1', [userId]),
      signedOut: (_, { key }, email) => ask({ email }, { path: 'sign-out', key }),
    };
    await Promise.all(
      Object.entries(ends).map(async ([name, end]) => {
        const email = `ends-${name}@example.com`.toLowerCase();
        const key = await createKey();
        const token = await signIn(email, { key: key.key });
        const open = await EventReader.open(readerOf(token));
        await ask({ email }, { path: 'sign-out', key: other.key }); // that one has made none of hers
        expect([name, await statusOf(token)]).toEqual([name, 200]);
        await end(token, key, email);
        expect([name, await statusOf(token)]).toEqual([name, 401]);
        await open.until(({ ended }) => ended, 5_000);
      }),
    );
  });

  it('end when who owns the key administers no more, or is suspended, and are made no more', async () => {
    const second = await test.signUp('Second');
    await query(`update "user" set role = 'admin' where id = $1`, [second.id]);
    const { key } = await createKey(second);
    const email = somebody();
    const token = await signIn(email, { key });
    await query(`update "user" set role = 'user' where id = $1`, [second.id]);
    expect(await statusOf(token)).toBe(401);
    expect((await ask({ email, name: 'Grace', origin: PORTAL }, { key })).body.code).toBe('forbidden');
    await query(`update "user" set role = 'admin', banned = true where id = $1`, [second.id]);
    expect(await statusOf(token)).toBe(401);
  });

  it('are recorded once for each time that somebody comes, not each time that a token is renewed', async () => {
    const email = somebody();
    const { userId } = await signIn(email);
    await signIn(email);
    const actor = { id: admin.id, name: 'Admin', email: 'admin@example.com' };
    expect(await audited('account_made', userId)).toMatchObject([{ actor, keyId: embedKey.id }]);
    expect(await audited('embed_signed_in', userId)).toMatchObject([{ actor, keyId: embedKey.id }]);
    await ask({ email }, { path: 'sign-out' });
    await signIn(email);
    expect(await audited('embed_signed_in', userId)).toHaveLength(2);
  });

  it('leave nothing behind but the living', async () => {
    const email = somebody();
    const { userId } = await signIn(email);
    await query('update embed_tokens set expires_at = now() where user_id = $1', [userId]);
    await signIn(email);
    expect((await query('select from embed_tokens where user_id = $1', [userId])).rowCount).toBe(1);
  });

  it('cost one statement a request', async () => {
    const token = await signIn();
    const pool = test.app.get(Pool);
    const asked: string[] = [];
    const original = pool.query.bind(pool) as (...given: unknown[]) => unknown;
    pool.query = ((...given: unknown[]) => {
      asked.push((given[0] as { name?: string }).name ?? String(given[0]));
      return original(...given);
    }) as typeof pool.query;
    await send(token, `${THREADS}/${crypto.randomUUID()}/export`);
    pool.query = original as typeof pool.query;
    expect(asked.filter((statement) => /embed|user|apikey/.test(statement))).toEqual(['use-embed-token']);
  });

  it('are answered to pages of the portal without their cookies, and to no other page', async () => {
    const preflight = (origin: string) =>
      fetch(test.url + THREADS, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      });
    const { headers } = await preflight(PORTAL);
    expect(headers.get('access-control-allow-origin')).toBe(PORTAL);
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    const refused = await fetch(test.url + THREADS, { headers: { origin: PORTAL } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, PORTAL]);
  });
});
