import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  AdministeredUser,
  AdministrationOverview,
  AuditEntry,
  CreatedApiKey,
  Document,
  Page,
  PersonalData,
  SettingsInForce,
} from '@chatkit/contract';
import { Pool } from 'pg';
import { post } from './support/accounts.js';
import { addHandbook } from './support/handbook.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { TestApp, type TestUser } from './support/test-app.js';

const QUESTION = 'How many days of holiday do employees get?';
const SECRET = 'sk-nobody-may-read-this';
const PRIVATE = 'The orchid blooms at midnight.';

/** Settles when it is so; the test's own time is the limit. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('administration', () => {
  const model = new ScriptedModelServer();
  let test: TestApp;
  let pool: Pool;
  let admin: TestUser;

  beforeAll(async () => {
    await model.start();
    test = await TestApp.start({
      OPENAI_BASE_URL: model.baseUrl.replace('//', '//someone:hidden@'),
      OPENAI_API_KEY: SECRET,
      CHAT_MODEL: 'scripted',
    });
    pool = test.app.get(Pool);
    admin = await test.signUp('Grace');
  });
  afterAll(async () => {
    await test.stop();
    await model.close();
  });

  const add = async (user: TestUser, title: string, visibility: 'private' | 'shared', text = `${title}. ${PRIVATE}`) =>
    (await user.post<Document>('/api/rag/documents', { title, text, visibility })).body;
  const keyOf = async (user: TestUser) =>
    (await user.post<CreatedApiKey>('/api/keys', { name: 'Key', scopes: ['chat', 'threads:read'] })).body;
  const users = async (query: string) => (await admin.get<Page<AdministeredUser>>(`/api/admin/users${query}`)).body;
  const log = async (query = '') => (await admin.get<Page<AuditEntry>>(`/api/admin/audit${query}`)).body;
  const signIn = (name: string, password: string) =>
    post(test, '/sign-in/email', { email: `${name.toLowerCase()}@example.com`, password });

  it('shows how much people have and use, and nothing of what it says', async () => {
    const ada = await test.signUp('Ada');
    await add(ada, 'Orchids', 'private');
    await add(ada, 'Lilies', 'shared');
    await keyOf(ada);
    await ada.send({ content: PRIVATE });
    const listed = await users('?q=aDa');
    expect(listed.data).toMatchObject([
      {
        id: ada.id,
        email: 'ada@example.com',
        role: 'user',
        suspended: false,
        threads: 1,
        keys: 1,
        documents: { private: 1, shared: 1, characters: 'Orchids. Lilies. '.length + 2 * PRIVATE.length },
        usage: { today: { turns: 1 }, last30Days: { turns: 1 } },
      },
    ]);
    const overview = (await admin.get<AdministrationOverview>('/api/admin/overview')).body;
    expect(overview.users).toEqual({ total: 2, administrators: 1, suspended: 0 });
    expect(overview.usage.today.turns).toBe(1);
    expect(overview.documents.reduce((sum, { documents }) => sum + documents, 0)).toBe(2);
    for (const word of ['Orchids', 'orchid', 'midnight'])
      expect(JSON.stringify([listed, overview])).not.toContain(word);
  });

  it('lists everybody once, page by page, the newest first', async () => {
    await test.signUp('Bob');
    const names: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page<AdministeredUser> = await users(`?limit=1${cursor && `&cursor=${cursor}`}`);
      names.push(...page.data.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(names).toEqual(['Bob', 'Ada', 'Grace']);
  });

  it('tells the settings in force without a secret, and records that they were read', async () => {
    const { data } = (await admin.get<SettingsInForce>('/api/admin/settings')).body;
    const setting = (wanted: string) => data.find(({ name }) => name === wanted);
    expect(setting('CHAT_MODEL')).toMatchObject({ value: 'scripted', isSet: true, isDefault: false });
    expect(setting('OPENAI_API_KEY')).toMatchObject({ value: null, secret: true, isSet: true });
    expect(setting('OPENAI_BASE_URL')!.value).toBe(model.baseUrl);
    expect(JSON.stringify(data)).not.toMatch(/sk-nobody|hidden/);
    expect((await log('?limit=1')).data).toMatchObject([{ act: 'settings_read', actor: { id: admin.id } }]);
  });

  it('records sensitive acts with who did what to whom, and the request', async () => {
    const eve = await test.signUp('Eve');
    await signIn('Eve', 'a guess');
    await signIn('Nobody', 'a guess');
    const made = await keyOf(eve);
    await eve.request('DELETE', `/api/keys/${made.id}`);
    await admin.post('/api/invitations', {});
    const set = { userId: eve.id, newPassword: 'another horse' };
    await admin.post('/api/auth/admin/set-user-password', set, { 'x-request-id': 'my-request' });
    await admin.post('/api/auth/admin/ban-user', { userId: eve.id });
    await admin.post('/api/auth/admin/unban-user', { userId: eve.id });
    const person = (user: TestUser) => expect.objectContaining({ id: user.id });
    const [of, by] = [person(eve), person(admin)];
    expect((await log('?limit=8')).data.reverse()).toMatchObject([
      { act: 'sign_in_failed', actor: null, subject: of, address: expect.stringContaining('127.0.0.1') },
      { act: 'sign_in_failed', actor: null, subject: null },
      { act: 'key_created', actor: of, subject: of, keyId: made.id },
      { act: 'key_revoked', actor: of, subject: of, keyId: made.id },
      { act: 'invitation_made', actor: by, subject: null },
      { act: 'password_set', actor: by, subject: of, requestId: 'my-request' },
      { act: 'account_suspended', actor: by, subject: of },
      { act: 'account_readmitted', actor: by, subject: of },
    ]);
    const first = await log('?limit=3');
    const second = await log(`?limit=3&cursor=${first.nextCursor}`);
    expect((await log('?limit=6')).data).toEqual([...first.data, ...second.data]);
  });

  it('makes others administrators and takes it back, with an entry each, but never from the last one', async () => {
    const heidi = await test.signUp('Heidi');
    const change = (who: TestUser, { id }: { id: string }, role: string) =>
      who.request('PUT', `/api/admin/users/${id}/role`, { role });
    const recorded = async () =>
      (await log('?limit=3')).data.map(({ act, actor, subject }) => [act, actor?.id, subject?.id]);

    expect((await change(admin, heidi, 'admin')).status).toBe(204);
    expect((await change(admin, heidi, 'admin')).status).toBe(204); // it is one already: nothing is recorded
    expect((await users('?q=heidi')).data).toMatchObject([{ role: 'admin' }]);
    expect((await heidi.get('/api/admin/overview')).status).toBe(200);
    const both = await Promise.all([change(admin, heidi, 'user'), change(heidi, admin, 'user')]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
    const [left, gone] = both[0].status === 204 ? [admin, heidi] : [heidi, admin];
    expect((await recorded())[0]).toEqual(['role_withdrawn', left.id, gone.id]);
    expect((await change(left, left, 'user')).status).toBe(409);
    expect((await change(left, { id: crypto.randomUUID() }, 'admin')).status).toBe(404);
    expect((await change(left, gone, 'owner')).status).toBe(400);
    await change(left, admin, 'admin');
    if (left === heidi) await change(left, left, 'user');
    expect((await users('?limit=100')).data.filter(({ role }) => role === 'admin').map(({ id }) => id)).toEqual([
      admin.id,
    ]);
  });

  it.each(['update audit_log set act = act', 'delete from audit_log', 'truncate audit_log'])(
    'refuses to change what is recorded: %s',
    async (statement) => {
      await expect(pool.query(statement)).rejects.toMatchObject({ code: '23001' });
    },
  );

  it('ends the sessions of whose password an administrator sets', async () => {
    const mallory = await test.signUp('Mallory');
    await admin.post('/api/auth/admin/set-user-password', { userId: mallory.id, newPassword: 'a new horse' });
    expect((await mallory.get<object | null>('/api/auth/get-session')).body).toBeNull();
    expect((await signIn('Mallory', 'correct horse')).status).toBe(401);
    expect((await signIn('Mallory', 'a new horse')).status).toBe(200);
  });

  it('deletes an account with all that belongs to it, and stops what is being written', async () => {
    await addHandbook(admin);
    const carl = await test.signUp('Carl');
    const shared = await add(carl, 'Roses', 'shared');
    await add(carl, 'Violets', 'private');
    const { key } = await keyOf(carl);
    model.script({ text: 'word '.repeat(500), tokenDelayMs: 50 });
    const before = model.requests.length;
    const reading = carl.stream('POST', '/api/chat/message', { content: QUESTION });
    await until(() => model.requests.length > before);
    const written = model.requests.at(-1)!;

    expect((await admin.request('DELETE', `/api/admin/users/${carl.id}`)).status).toBe(204);
    await until(() => written.aborted);
    await reading.catch(() => undefined); // ended with the answer, or cut with the session
    model.script({});
    expect((await signIn('Carl', 'correct horse')).status).toBe(401);
    expect((await fetch(`${test.url}/api/chat/threads`, { headers: { 'x-api-key': key } })).status).toBe(401);
    expect((await carl.post('/api/chat/threads', {})).status).toBe(401);
    expect(await tablesWith(carl.id)).toEqual(['audit_log']);
    expect((await admin.get<Document>(`/api/rag/documents/${shared.id}`)).body.owned).toBe(true);
    const recorded = (await log('?limit=2')).data.filter(({ act }) => act === 'account_deleted');
    expect(recorded).toMatchObject([
      { act: 'account_deleted', actor: { id: admin.id }, subject: { id: carl.id, name: null, email: null } },
    ]);
    expect((await admin.request('DELETE', `/api/admin/users/${carl.id}`)).status).toBe(404);
    expect((await admin.request('DELETE', `/api/admin/users/${admin.id}`)).status).toBe(409);
  });

  it('gives people all their own data, and nothing of others', async () => {
    const dora = await test.signUp('Dora');
    await add(dora, 'Tulips', 'private');
    const made = await keyOf(dora);
    const asked = (await dora.send({ content: QUESTION })).body;
    const archived = (await dora.send({ content: PRIVATE })).body.thread.id;
    await dora.request('PATCH', `/api/chat/threads/${archived}`, { archived: true });
    const { status, headers, body } = await dora.get<PersonalData>('/api/account/export');
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toContain('chatkit-data.json');
    expect(body.profile).toMatchObject({ id: dora.id, email: 'dora@example.com' });
    expect(body.keys.map(({ id }) => id)).toEqual([made.id]);
    expect(body.usage).toMatchObject([{ turns: 2 }]);
    expect(body.documents.map(({ title, text }) => [title, text])).toEqual([['Tulips', `Tulips. ${PRIVATE}`]]);
    expect(body.threads.map(({ id }) => id)).toEqual([asked.thread.id, archived]);
    expect(body.threads[0]!.messages).toEqual(await dora.messages(asked.thread.id));
    expect(JSON.stringify(body)).not.toContain(made.key);
    expect(JSON.stringify(body)).not.toContain(dora.token);
    expect((await log('?limit=1')).data).toMatchObject([{ act: 'data_exported', actor: { id: dora.id } }]);
  });

  it('lets people delete their own account with their password, but never the last administrator', async () => {
    const finn = await test.signUp('Finn');
    await add(finn, 'Daisies', 'private');
    const leave = (user: TestUser, body: object) => user.post('/api/auth/delete-user', body);
    expect((await leave(finn, {})).status).toBe(400);
    expect((await leave(finn, { password: 'a guess' })).status).toBe(400);
    expect((await finn.get('/api/chat/threads')).status).toBe(200);
    expect((await leave(finn, { password: 'correct horse' })).status).toBe(200);
    expect((await finn.get('/api/chat/threads')).status).toBe(401);
    expect(await tablesWith(finn.id)).toEqual(['audit_log']);
    expect((await leave(admin, { password: 'correct horse' })).status).toBe(409);
    expect((await admin.get('/api/admin/overview')).status).toBe(200);
  });

  /** The tables that hold an id anywhere. */
  async function tablesWith(id: string): Promise<string[]> {
    const { rows } = await pool.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace`,
    );
    const found: string[] = [];
    for (const { name } of rows)
      if ((await pool.query(`select from ${name} t where strpos(t::text, $1) > 0 limit 1`, [id])).rowCount)
        found.push(name);
    return found;
  }
});
