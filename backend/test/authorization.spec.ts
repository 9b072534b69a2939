import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreatedApiKey, Document, EmbedToken, Scope, Thread } from '@chatkit/contract';
import { Pool } from 'pg';
import { AUTH, type Auth } from '../src/auth/auth.js';
import { workspaceRoot } from '../src/env.js';
import { addHandbook } from './support/handbook.js';
import { PROGRAM_SCOPES } from './support/program-scopes.js';
import { TestApp, type TestUser } from './support/test-app.js';

/**
 * Who asks. The keys are the owner's: one has every scope but those that the route names, the other none but these. A key that
 * signs other people in is the administrator's.
 */
const PRINCIPALS = ['nobody', 'owner', 'another', 'suspended', 'admin', 'key without', 'key with'] as const;
type Principal = (typeof PRINCIPALS)[number];
type Outcomes = [number, number, number, number, number, number, number];

/** What each route answers to each principal, in the order of {@link PRINCIPALS}, about what belongs to the owner. */
const OUTCOMES: Record<string, Outcomes> = {
  'get /health/live': [200, 200, 200, 200, 200, 200, 200],
  'get /health/ready': [200, 200, 200, 200, 200, 200, 200],
  'get /metrics': [404, 404, 404, 404, 404, 404, 404],
  'get /api/portal': [200, 200, 200, 200, 200, 200, 200],
  'get /api/problems/{code}': [200, 200, 200, 200, 200, 200, 200],
  'get /api/usage': [401, 200, 200, 401, 200, 403, 200],
  'get /api/events': [401, 200, 200, 401, 200, 403, 200],

  'post /api/chat/message': [401, 201, 404, 401, 404, 403, 201],
  'get /api/chat/messages/{id}': [401, 200, 404, 401, 404, 403, 200],
  'get /api/chat/messages/{id}/events': [401, 200, 404, 401, 404, 403, 200],
  'post /api/chat/messages/{id}/stop': [401, 200, 404, 401, 404, 403, 200],
  'post /api/chat/messages/{id}/retry': [401, 201, 404, 401, 404, 403, 201],
  'post /api/chat/messages/{id}/select': [401, 200, 404, 401, 404, 403, 200],
  'put /api/chat/messages/{id}/feedback': [401, 200, 404, 401, 404, 403, 200],
  'delete /api/chat/messages/{id}/feedback': [401, 204, 404, 401, 404, 403, 204],
  'get /api/chat/messages/{id}/trace': [401, 200, 404, 401, 404, 403, 200],
  'get /api/chat/messages/{id}/citations/{n}': [401, 200, 404, 401, 404, 403, 200],

  'get /api/chat/threads': [401, 200, 200, 401, 200, 403, 200],
  'post /api/chat/threads': [401, 201, 201, 401, 201, 403, 201],
  'get /api/chat/threads/{id}': [401, 200, 404, 401, 404, 403, 200],
  'patch /api/chat/threads/{id}': [401, 200, 404, 401, 404, 403, 200],
  'delete /api/chat/threads/{id}': [401, 204, 404, 401, 404, 403, 204],
  'post /api/chat/threads/{id}/restore': [401, 200, 404, 401, 404, 403, 200],
  'get /api/chat/threads/{id}/messages': [401, 200, 404, 401, 404, 403, 200],
  'get /api/chat/threads/{id}/export': [401, 200, 404, 401, 404, 403, 200],
  'get /api/chat/search': [401, 200, 200, 401, 200, 403, 200],

  'get /api/rag/overview': [401, 200, 200, 401, 200, 403, 200],
  'get /api/rag/collections': [401, 200, 200, 401, 200, 403, 200],
  'post /api/rag/search': [401, 200, 200, 401, 200, 403, 200],
  'get /api/rag/documents': [401, 200, 200, 401, 200, 403, 200],
  'post /api/rag/documents': [401, 201, 201, 401, 201, 403, 201],
  'post /api/rag/documents/files': [401, 201, 201, 401, 201, 403, 201],
  'post /api/rag/documents/urls': [401, 422, 422, 401, 422, 403, 422],
  'get /api/rag/documents/{id}': [401, 200, 404, 401, 404, 403, 200],
  'get /api/rag/documents/{id}/text': [401, 200, 404, 401, 404, 403, 200],
  'put /api/rag/documents/{id}/text': [401, 200, 404, 401, 404, 403, 200],
  'get /api/rag/documents/{id}/versions': [401, 200, 404, 401, 404, 403, 200],
  'post /api/rag/documents/{id}/reindex': [401, 200, 404, 401, 404, 403, 200],
  'post /api/rag/documents/{id}/cancel': [401, 200, 404, 401, 404, 403, 200],
  'patch /api/rag/documents/{id}': [401, 200, 404, 401, 404, 403, 200],
  'delete /api/rag/documents/{id}': [401, 204, 404, 401, 404, 403, 204],

  'get /v1/models': [401, 200, 200, 401, 200, 403, 200],
  'get /v1/models/{id}': [401, 200, 200, 401, 200, 403, 200],
  'post /v1/chat/completions': [401, 200, 404, 401, 404, 403, 200],

  'post /mcp': [401, 200, 200, 401, 200, 403, 200],

  'post /api/embed/tokens': [401, 403, 403, 401, 403, 403, 201],
  'post /api/embed/sign-out': [401, 403, 403, 401, 403, 403, 204],

  'post /api/invitations': [401, 403, 403, 401, 201, 403, 403],
  'get /api/admin/overview': [401, 403, 403, 401, 200, 403, 403],
  'get /api/admin/users': [401, 403, 403, 401, 200, 403, 403],
  'delete /api/admin/users/{id}': [401, 403, 403, 401, 204, 403, 403],
  'put /api/admin/users/{id}/role': [401, 403, 403, 401, 204, 403, 403],
  'get /api/admin/settings': [401, 403, 403, 401, 200, 403, 403],
  'get /api/admin/audit': [401, 403, 403, 401, 200, 403, 403],
  'get /api/account/export': [401, 200, 200, 401, 200, 403, 403],
  'get /api/keys': [401, 200, 200, 401, 200, 403, 403],
  'post /api/keys': [401, 201, 201, 401, 201, 403, 403],
  'delete /api/keys/{id}': [401, 204, 404, 401, 404, 403, 403],

  'post /api/auth/sign-up/email': [200, 200, 200, 200, 200, 401, 401],
  'post /api/auth/sign-in/email': [401, 200, 200, 403, 200, 401, 401],
  'post /api/auth/sign-in/social': [404, 404, 404, 404, 404, 401, 401],
  'get /api/auth/callback/oidc': [302, 302, 302, 302, 302, 401, 401],
  'post /api/auth/sign-out': [200, 200, 200, 200, 200, 401, 401],
  'get /api/auth/get-session': [200, 200, 200, 200, 200, 401, 401],
  'post /api/auth/update-user': [401, 200, 200, 401, 200, 401, 401],
  'post /api/auth/change-password': [401, 200, 200, 401, 200, 401, 401],
  'get /api/auth/list-sessions': [401, 200, 200, 401, 200, 401, 401],
  'post /api/auth/revoke-session': [401, 200, 200, 401, 200, 401, 401],
  'post /api/auth/revoke-sessions': [401, 200, 200, 401, 200, 401, 401],
  'post /api/auth/delete-user': [401, 200, 200, 401, 409, 401, 401],

  'get /api/auth/admin/list-users': [401, 403, 403, 401, 200, 401, 401],
  'post /api/auth/admin/create-user': [401, 403, 403, 401, 200, 401, 401],
  'post /api/auth/admin/ban-user': [401, 403, 403, 401, 200, 401, 401],
  'post /api/auth/admin/unban-user': [401, 403, 403, 401, 200, 401, 401],
  'post /api/auth/admin/set-user-password': [401, 403, 403, 401, 200, 401, 401],
};

/** What a token of the embedded chat opens, for its account is the owner's: what a key with one of these scopes would. */
const EMBEDDED: readonly Scope[] = ['chat', 'threads:read', 'threads:write', 'documents:read'];
const EMBEDDING_PAGE = 'https://portal.example.com';

const QUESTION = 'How many days of holiday do employees get?';
const PASSWORD = 'correct horse';
const QUERIES: Record<string, string> = { 'get /api/chat/search': '?q=holiday' };
const HEADERS: Record<string, Record<string, string>> = {
  'post /mcp': { accept: 'application/json, text/event-stream' },
};
const file = new FormData();
file.set('file', new Blob(['A file that somebody adds.']), 'note.txt');

interface Operation {
  security?: Record<string, Scope[] | undefined>[];
  responses: Record<string, { headers?: object }>;
}
const { paths } = JSON.parse(readFileSync(join(workspaceRoot, 'backend/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = new Map<string, Operation>(
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [`${method} ${path}`, operation] as const),
  ),
);

describe('every route, to every principal', () => {
  const users = new Map<Principal, TestUser>();
  const keys = new Map<string, string>();
  let test: TestApp;
  let owner: TestUser;
  let answerId: string;
  let documentId: string;
  let suspended: { session: string; key: string };
  let embedded: string;
  let made = 0;

  beforeAll(async () => {
    test = await TestApp.start({ EMBED_ORIGINS: EMBEDDING_PAGE });
    (await test.app.get<Auth>(AUTH).$context).rateLimit.enabled = false; // a few a second for some routes
    const admin = await test.signUp('admin'); // the first one
    owner = await test.signUp('owner');
    const suspect = await test.signUp('suspended');
    users
      .set('admin', admin)
      .set('owner', owner)
      .set('suspended', suspect)
      .set('another', await test.signUp('another'));
    await addHandbook(admin);
    answerId = (await owner.send({ content: QUESTION })).body.message.id;
    documentId = await addDocument();
    for (const scope of PROGRAM_SCOPES) await keyOf(owner, [scope]);
    const key = await keyOf(suspect, PROGRAM_SCOPES);
    embedded = await embedTokenOf('owner');
    await admin.post('/api/auth/admin/ban-user', { userId: suspect.id });
    suspended = { key, session: await sessionPastTheBan(suspect) };
  });
  afterAll(() => test.stop());

  it('stands in the table', () => {
    expect(Object.keys(OUTCOMES).sort()).toEqual([...operations.keys()].sort());
  });

  it.each(Object.entries(OUTCOMES))('%s, with a token of the embedded chat', async (route, outcomes) => {
    const [nobody, , , , , keyWithout, keyWith] = outcomes;
    // agents are not of pages, and `/mcp` refuses pages of other sites by itself
    const isOpen = nobody < 300 || (route !== 'post /mcp' && scopesOf(route).some((scope) => EMBEDDED.includes(scope)));
    const headers = { authorization: `Bearer ${embedded}`, origin: EMBEDDING_PAGE };
    expect(await ask(route, 'owner', headers)).toBe(isOpen ? keyWith : keyWithout);
    if (nobody === 401 && !route.includes('/api/auth/'))
      expect(await ask(route, 'owner', { ...headers, origin: 'https://evil.example' })).toBe(403);
  });

  it.each(Object.entries(OUTCOMES))('%s', async (route, outcomes) => {
    const answers: Record<string, number[]> = {};
    const wanted: Record<string, number[]> = {};
    for (const [i, principal] of PRINCIPALS.entries())
      for (const headers of await carriersOf(principal, route)) {
        (wanted[principal] ??= []).push(outcomes[i]!);
        (answers[principal] ??= []).push(await ask(route, principal, headers));
      }
    expect(answers).toEqual(wanted);
  });

  /** Each way in which the principal can say who it is. */
  async function carriersOf(principal: Principal, route: string): Promise<Record<string, string>[]> {
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    const isOurs = !route.includes('/api/auth/');
    if (principal === 'nobody') return [{}];
    if (principal === 'suspended' && isOurs) return [bearer(suspended.session), { 'x-api-key': suspended.key }];
    if (principal === 'key with' || principal === 'key without') {
      const scopes = scopesOf(route);
      const others = PROGRAM_SCOPES.filter((scope) => !scopes.includes(scope));
      const sets = principal === 'key with' && scopes.length ? scopes.map((scope) => [scope]) : [others];
      const used = await Promise.all(
        sets.map((set) => keyOf(set.includes('embed') ? users.get('admin')! : owner, set)),
      );
      return used.flatMap((key) => [bearer(key), { 'x-api-key': key }]);
    }
    // Some of better-auth's routes end the session that asks.
    const { id, token } = users.get(principal)!;
    if (route === 'post /api/auth/delete-user' && (principal === 'owner' || principal === 'another'))
      return [bearer(await newSession(await addAccount()))];
    return [bearer(isOurs || principal === 'suspended' ? token : await newSession(id))];
  }

  async function ask(route: string, principal: Principal, headers: Record<string, string>): Promise<number> {
    const [method = '', path = ''] = route.split(' ');
    const body = await bodyOf(route, principal);
    const isForm = body instanceof FormData;
    const response = await fetch(test.url + (await fill(path)) + (QUERIES[route] ?? ''), {
      method: method.toUpperCase(),
      redirect: 'manual',
      headers: {
        ...HEADERS[route],
        ...headers,
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    expect({ principal, lacking: headersLacking(route, principal, response) }).toEqual({ principal, lacking: [] });
    if (response.status === 403 && principal.startsWith('key')) {
      const body = (await response.json()) as { code?: string; error?: { code: string; data?: { code: string } } };
      expect(body.error?.data?.code ?? body.error?.code ?? body.code).toBe(
        scopesOf(route).length ? 'insufficient_scope' : 'session_required',
      );
    } else await response.body?.cancel();
    return response.status;
  }

  /** The path with the ids of things of the owner, made anew where the route may end them. */
  async function fill(path: string): Promise<string> {
    let id = answerId;
    if (path.includes('/threads/{id}')) id = await addThread(path.endsWith('/restore'));
    if (path.includes('/documents/{id}')) id = path.endsWith('{id}') ? await addDocument() : documentId;
    if (path.includes('/keys/{id}')) id = (await createKey(owner, ['search'])).id;
    if (path.includes('/users/{id}')) id = await addAccount();
    if (path.includes('/models/{id}')) id = 'chatkit-rag';
    return path.replace('{id}', id).replace('{n}', '1').replace('{code}', 'not_found');
  }

  async function bodyOf(route: string, principal: Principal): Promise<object | undefined> {
    switch (route) {
      case 'post /api/chat/message':
        return { content: QUESTION, threadId: await addThread() };
      case 'put /api/chat/messages/{id}/feedback':
        return { rating: 'up' };
      case 'post /v1/chat/completions':
        return {
          model: 'chatkit-rag',
          messages: [{ role: 'user', content: QUESTION }],
          metadata: { thread_id: await addThread() },
        };
      case 'post /mcp':
        return { jsonrpc: '2.0', id: 1, method: 'tools/list' };
      case 'post /api/chat/messages/{id}/retry':
      case 'post /api/chat/threads':
        return {};
      case 'patch /api/chat/threads/{id}':
      case 'patch /api/rag/documents/{id}':
        return { title: `Title ${made++}` };
      case 'post /api/rag/search':
        return { query: QUESTION };
      case 'post /api/rag/documents':
        return { title: 'Note', text: `A note that somebody adds: ${made++}.` };
      case 'put /api/rag/documents/{id}/text':
        return { text: `Other words: ${made++}.` };
      case 'post /api/rag/documents/files':
        return file;
      case 'post /api/rag/documents/urls':
        return { url: 'http://127.0.0.1/' };
      case 'put /api/admin/users/{id}/role':
        return { role: 'user' };
      case 'post /api/keys':
        return { name: 'Key', scopes: ['search'] };
      case 'post /api/embed/tokens':
        return { email: `embedded-${made++}@example.com`, name: 'Embedded', origin: EMBEDDING_PAGE };
      case 'post /api/embed/sign-out':
        return { email: 'nobody@example.com' };
      case 'post /api/auth/sign-up/email':
        return { name: 'New', email: `new-${made++}@example.com`, password: PASSWORD };
      case 'post /api/auth/sign-in/email':
        return { email: `${principal.replace(' ', '-')}@example.com`, password: PASSWORD };
      case 'post /api/auth/sign-in/social':
        return { provider: 'oidc' };
      case 'post /api/auth/update-user':
        return { name: principal };
      case 'post /api/auth/change-password':
        return { currentPassword: PASSWORD, newPassword: PASSWORD };
      case 'post /api/auth/admin/create-user':
        return { name: 'Made', email: `made-${made++}@example.com`, password: PASSWORD };
      case 'post /api/auth/admin/ban-user':
      case 'post /api/auth/admin/unban-user':
        return { userId: users.get('suspended')!.id };
      case 'post /api/auth/admin/set-user-password':
        return { userId: users.get('another')!.id, newPassword: PASSWORD };
      case 'post /api/auth/delete-user':
        return principal === 'admin' ? { password: PASSWORD } : {};
      case 'post /api/auth/revoke-session':
        return { token: owner.token };
      default:
        return route.startsWith('post /api/auth/') ? {} : undefined;
    }
  }

  async function addThread(deleted = false): Promise<string> {
    const { id } = (await owner.post<Thread>('/api/chat/threads', {})).body;
    if (deleted) await owner.request('DELETE', `/api/chat/threads/${id}`);
    return id;
  }

  /** Of somebody without a password. */
  async function addAccount(): Promise<string> {
    const id = crypto.randomUUID();
    await test.app
      .get(Pool)
      .query(
        `insert into "user" (id, name, email, "emailVerified") values ($1, 'Leaving', $1 || '@example.com', false)`,
        [id],
      );
    return id;
  }

  async function addDocument(): Promise<string> {
    const { body } = await owner.post<Document>('/api/rag/documents', {
      title: 'Mine',
      text: `Private words: ${made++}.`,
    });
    return body.id;
  }

  async function createKey(user: TestUser, scopes: readonly Scope[]): Promise<CreatedApiKey> {
    return (await user.post<CreatedApiKey>('/api/keys', { name: scopes.join(' '), scopes })).body;
  }

  async function keyOf(user: TestUser, scopes: readonly Scope[]): Promise<string> {
    const name = `${user.id} ${scopes.join(' ')}`;
    const key = keys.get(name) ?? (await createKey(user, scopes)).key;
    keys.set(name, key);
    return key;
  }

  async function embedTokenOf(name: string): Promise<string> {
    const email = `${name}@example.com`;
    await test.app.get(Pool).query('update "user" set "emailVerified" = true where email = $1', [email]);
    const key = await keyOf(users.get('admin')!, ['embed']);
    const response = await fetch(`${test.url}/api/embed/tokens`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ email, name, origin: EMBEDDING_PAGE }),
    });
    return ((await response.json()) as EmbedToken).token;
  }

  async function newSession(userId: string): Promise<string> {
    const { internalAdapter } = await test.app.get<Auth>(AUTH).$context;
    return (await internalAdapter.createSession(userId)).token;
  }

  /** As of somebody who signs in at the moment of the ban: better-auth itself makes none for the banned. */
  async function sessionPastTheBan({ id }: TestUser): Promise<string> {
    const token = crypto.randomUUID();
    await test.app.get(Pool).query(
      `insert into "session" (id, "userId", token, "expiresAt", "updatedAt")
       values (gen_random_uuid()::text, $1, $2, now() + interval '1 day', now())`,
      [id, token],
    );
    return token;
  }
});

function scopesOf(route: string): Scope[] {
  return operations.get(route)?.security?.flatMap(({ key }) => key ?? []) ?? [];
}

/** Which of the headers that the description names for every such answer are not there. */
function headersLacking(route: string, principal: Principal, { status, headers }: Response): string[] {
  const described = Object.keys(operations.get(route)?.responses[String(status)]?.headers ?? {});
  const always = principal.startsWith('key') ? /^(X-Request-Id|ETag|RateLimit-.*)$/ : /^(X-Request-Id|ETag)$/;
  return described.filter((name) => always.test(name) && !headers.has(name));
}
