import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  AnswerTrace,
  ApiKey,
  CitationCheck,
  Collections,
  CreatedApiKey,
  Document,
  DocumentText,
  KnowledgeOverview,
  Message,
  Page,
  PersonalData,
  SearchResult,
  SearchResults,
  Thread,
  Turn,
  Usage,
} from '@chatkit/contract';
import { Pool } from 'pg';
import { workspaceRoot } from '../src/env.js';
import { EventReader } from './support/event-reader.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { FolderLoader } from '../src/rag/documents/folder-loader.js';
import { LexicalIndex } from '../src/rag/retrieval/lexical-index.js';
import { EmbeddingSchedule } from '../src/rag/ingestion/embedding-schedule.js';
import { IngestionQueue } from '../src/rag/ingestion/ingestion-queue.js';
import { TestApp, type TestUser } from './support/test-app.js';

const SECRET = 'The vault behind the painting opens with the word heliotrope.';
const QUESTION = 'Which word opens the vault behind the painting?';
const NOBODY = '00000000-0000-4000-8000-000000000000';

interface Described {
  requestBody?: { content: Record<string, { example?: object }> };
  security?: object[];
}
const { paths } = JSON.parse(readFileSync(join(workspaceRoot, 'backend/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, Described>>;
};
const bodies = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([method, { requestBody }]) => {
    const example = requestBody?.content['application/json']?.example;
    return example ? [{ method: method.toUpperCase(), path, example }] : [];
  }),
);

/** Ways around the front door: each was a hole in a product like this one. */
describe('side doors', () => {
  const model = new ScriptedModelServer();
  let test: TestApp;
  let admin: TestUser;
  let ada: TestUser;
  let eve: TestUser;
  let secret: Document;
  let turn: Turn;

  beforeAll(async () => {
    await model.start();
    test = await TestApp.start({ OPENAI_BASE_URL: model.baseUrl, EMBEDDING_MODEL: 'scripted' });
    admin = await test.signUp('admin');
    ada = await test.signUp('ada');
    eve = await test.signUp('eve');
    secret = await addDocument(ada, 'Vault', SECRET, 'Treasure');
    turn = (await ada.send({ content: QUESTION })).body;
  });
  afterAll(async () => {
    await test.stop();
    await model.close();
  });

  async function addDocument(user: TestUser, title: string, text: string, collection?: string): Promise<Document> {
    const { body } = await user.post<Document>('/api/rag/documents', { title, text, collection });
    await test.app.get(IngestionQueue).settled();
    await test.app.get(EmbeddingSchedule).settled();
    return (await user.get<Document>(`/api/rag/documents/${body.id}`)).body;
  }

  const rows = async (text: string, values: unknown[]) =>
    (await test.app.get(Pool).query<Record<string, unknown>>(text, values)).rows;

  it('are not lists: they hold what is one’s own', async () => {
    await ada.post('/api/keys', { name: 'Mine', scopes: ['search'] });
    for (const stranger of [eve, admin]) {
      expect((await stranger.get<Page<Thread>>('/api/chat/threads')).body.data).toEqual([]);
      expect((await stranger.get<Page<Document>>('/api/rag/documents')).body.data).toEqual([]);
      expect((await stranger.get<{ data: ApiKey[] }>('/api/keys')).body.data).toEqual([]);
      expect((await stranger.get<KnowledgeOverview>('/api/rag/overview')).body).toMatchObject({ documents: 0 });
      for (const q of ['vault', 'heliotrope'])
        expect((await stranger.get<SearchResults>(`/api/chat/search?q=${q}`)).body.data).toEqual([]);
      expect((await stranger.get<Collections>('/api/rag/collections')).body.data).toEqual([]);
      expect((await stranger.get<Usage>('/api/usage')).body.today).toEqual({ turns: 0, tokens: 0 });
      const { keys, usage, documents, threads } = (await stranger.get<PersonalData>('/api/account/export')).body;
      expect([keys, usage, documents, threads]).toEqual([[], [], [], []]);
    }
    expect((await ada.get<Page<Thread>>('/api/chat/threads')).body.data).toHaveLength(1);
    expect((await ada.get<SearchResults>('/api/chat/search?q=vault')).body.data.length).toBeGreaterThan(0);
  });

  it('are not the retrieval: a stranger’s search, answer and trace know nothing of a private document', async () => {
    expect((await ada.post<SearchResult>('/api/rag/search', { query: QUESTION })).body.data).not.toEqual([]);
    const ofAda = (await ada.get<AnswerTrace>(`/api/chat/messages/${turn.message.id}/trace`)).body.retrieval;
    expect(ofAda.legs.map(({ name, found }) => [name, found.length])).toEqual([
      ['lexical', 1],
      ['vector', 1],
    ]);
    for (const stranger of [eve, admin]) {
      for (const query of [QUESTION, SECRET])
        expect((await stranger.post<SearchResult>('/api/rag/search', { query })).body.data).toEqual([]);
      const { message } = (await stranger.send({ content: QUESTION })).body;
      expect({ ...message, content: message.content.includes('heliotrope') }).toMatchObject({
        status: 'no_answer',
        content: false,
        citations: [],
      });
      const trace = (await stranger.get<AnswerTrace>(`/api/chat/messages/${message.id}/trace`)).body.retrieval;
      expect({ documents: trace.documents, found: trace.legs.flatMap(({ found }) => found) }).toEqual({
        documents: 0,
        found: [],
      });
    }
  });

  it('are not the tools of agents: those of a stranger neither find nor read a private document', async () => {
    const use = async (user: TestUser, name: string, input: object) => {
      const { key } = (
        await user.post<CreatedApiKey>('/api/keys', { name, scopes: ['search', 'chat', 'documents:read'] })
      ).body;
      const params = { name, arguments: input };
      const headers = { authorization: `Bearer ${key}`, accept: 'application/json, text/event-stream' };
      return (
        await user.fetch('POST', '/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, headers)
      ).text();
    };
    for (const [name, input] of Object.entries({
      search_knowledge: { query: SECRET },
      ask: { question: QUESTION },
      read_document: { documentId: secret.id },
    })) {
      expect(await use(ada, name, input)).toContain('heliotrope');
      for (const stranger of [eve, admin]) expect(await use(stranger, name, input)).not.toContain('heliotrope');
    }
    for (const stranger of [eve, admin])
      expect(await use(stranger, 'read_document', { documentId: secret.id, versionId: secret.versionId })).toContain(
        '(not_found)',
      );
  });

  it('are not found in the same text, key or address used by another', async () => {
    const twin = await addDocument(eve, 'Vault', SECRET);
    expect(twin.id).not.toBe(secret.id);
    const clientMessageId = 'everybody-uses-this';
    const mine = (await ada.send({ content: 'Hello?', clientMessageId })).body;
    const hers = await eve.send({ content: 'Hello?', clientMessageId });
    expect({ status: hers.status, same: hers.body.message.id === mine.message.id }).toEqual({
      status: 201,
      same: false,
    });
    await eve.request('DELETE', `/api/rag/documents/${twin.id}`);
    const add = (user: TestUser) =>
      user.post<Document>('/api/rag/documents', { title: 'Fog', text: 'Fog is wet.' }, { 'idempotency-key': 'fog' });
    await add(ada);
    const added = (await add(eve)).body;
    expect(await add(eve)).toMatchObject({ status: 200, body: { id: added.id } });
    await eve.request('DELETE', `/api/rag/documents/${added.id}`);

    const folder = await mkdtemp(join(tmpdir(), 'chatkit-side-doors-'));
    await writeFile(join(folder, 'note.md'), 'A note in a folder that two people load.');
    const load = (user: TestUser) =>
      test.app.get(FolderLoader).load(folder, 'note.md', { ownerId: user.id, visibility: 'private', collection: null });
    const loaded = [await load(ada), await load(eve), await load(eve)];
    expect(loaded.map(({ outcome }) => outcome)).toEqual(['new', 'new', expect.not.stringContaining('new')]);
    await rm(folder, { recursive: true });
    await eve.request('DELETE', `/api/rag/documents/${loaded[1]?.documentId}`);
  });

  it('are not children under another parent', async () => {
    const other = (await ada.post<Thread>('/api/chat/threads', {})).body;
    const foreign = (await eve.send({ content: 'Mine?' })).body;
    const under = (threadId: string, parentId: string) => ada.send({ content: 'And then?', threadId, parentId });
    expect((await under(other.id, turn.message.id)).status).toBe(404);
    expect((await under(other.id, foreign.message.id)).status).toBe(404);
    expect((await under(turn.thread.id, foreign.message.id)).status).toBe(404);
    expect((await under(foreign.thread.id, foreign.message.id)).status).toBe(404);
    const cursor = Buffer.from(JSON.stringify([turn.message.id])).toString('base64url');
    const page = await ada.get<Page<Message>>(`/api/chat/threads/${other.id}/messages?cursor=${cursor}`);
    expect(page.body.data).toEqual([]);
    for (const stranger of [eve, admin])
      expect((await stranger.get(`/api/chat/threads/${turn.thread.id}/messages`)).status).toBe(404);

    const document = await addDocument(ada, 'Other', 'Other words.');
    const text = (versionId: string) =>
      ada.get<DocumentText>(`/api/rag/documents/${document.id}/text?versionId=${versionId}`);
    expect((await text(document.versionId)).status).toBe(200);
    expect((await text(secret.versionId)).status).toBe(404);
    expect((await ada.get(`/api/chat/messages/${turn.message.id}/citations/99`)).status).toBe(404);
  });

  it('are not ids of another kind', async () => {
    for (const id of [turn.thread.id, secret.id, secret.versionId, NOBODY])
      expect((await ada.get(`/api/chat/messages/${id}`)).status).toBe(404);
    for (const id of [turn.message.id, secret.id]) expect((await ada.get(`/api/chat/threads/${id}`)).status).toBe(404);
    for (const id of [turn.message.id, turn.thread.id])
      expect((await ada.get(`/api/rag/documents/${id}`)).status).toBe(404);
  });

  it.each(bodies)('are not more fields in the body of $method $path', async ({ method, path, example }) => {
    const extra = {
      id: turn.thread.id,
      userId: eve.id,
      user_id: eve.id,
      ownerId: eve.id,
      role: 'admin',
      emailVerified: true,
      createdAt: '2000-01-01T00:00:00.000Z',
    };
    if (path.startsWith('/api/auth/')) return; // better-auth passes over them: the next test looks
    if (path === '/mcp') return; // `id` is a field of JSON-RPC, and no other is read
    const id = path.includes('/threads/') ? turn.thread.id : path.includes('/messages/') ? turn.message.id : secret.id;
    const asker = path.startsWith('/api/admin/') ? admin : ada;
    for (const [name, value] of Object.entries(extra).filter(([name]) => !(name in example))) {
      const answer = await asker.request(method, path.replace('{id}', id), { ...example, [name]: value });
      expect({ name, status: answer.status }).toEqual({ name, status: 400 });
    }
  });

  it('do not make an administrator', async () => {
    const fields = {
      role: 'admin',
      banned: false,
      emailVerified: true,
      id: ada.id,
      createdAt: '2000-01-01T00:00:00.000Z',
    };
    for (const [name, value] of Object.entries(fields)) {
      await eve.post('/api/auth/update-user', { name: 'Eve', [name]: value });
      const email = `mallory-${name.toLowerCase()}@example.com`;
      await eve.post('/api/auth/sign-up/email', { name: 'Mallory', email, password: 'correct horse', [name]: value });
    }
    const odd = await rows(
      `select email from "user" where (role = 'admin' or "emailVerified" or "createdAt" < '2020-01-01') and id <> $1`,
      [admin.id],
    );
    expect(odd).toEqual([]);
    expect(await rows('select email from "user" where id = $1', [ada.id])).toEqual([{ email: 'ada@example.com' }]);
  });

  it('are not other carriers of a key or a session', async () => {
    const { key } = (await ada.post<CreatedApiKey>('/api/keys', { name: 'All', scopes: ['threads:read'] })).body;
    const path = '/api/chat/threads';
    const status = async (headers: Record<string, string>, query = '') =>
      (await fetch(`${test.url}${path}${query}`, { headers })).status;
    expect(await status({ 'x-api-key': key })).toBe(200);
    for (const name of ['x-api-key', 'apiKey', 'api_key', 'key', 'token', 'access_token', 'authorization'])
      for (const value of [key, ada.token]) expect(await status({}, `?${name}=${value}`)).toBe(401);
    for (const name of ['better-auth.session_token', 'x-api-key', 'apiKey', 'session'])
      for (const value of [key, ada.token]) expect(await status({ cookie: `${name}=${value}` })).toBe(401);
    for (const scheme of ['Basic', 'Token', 'ApiKey', 'Digest'])
      expect(await status({ authorization: `${scheme} ${key}` })).toBe(401);
    expect(await status({ 'x-api-key': ada.token })).toBe(401);
    const inBody = await fetch(`${test.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Mine', key, token: ada.token }),
    });
    expect(inBody.status).toBe(401);
    await test.app.get(Pool).query(`update "apikey" set "expiresAt" = now() where name = 'All'`);
    expect(await status({ 'x-api-key': key })).toBe(401);
  });

  it('are not a page of another site that uses the cookie', async () => {
    const signedIn = await fetch(`${test.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.com', password: 'correct horse' }),
    });
    const cookie = signedIn.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const from = async (origin: string) =>
      (
        await fetch(`${test.url}/api/chat/threads`, {
          method: 'POST',
          headers: { cookie, origin, 'content-type': 'application/json' },
          body: '{}',
        })
      ).status;
    expect(await from(test.url)).toBe(201);
    for (const origin of ['http://evil.example', 'null', `${test.url}.evil.example`, 'http://127.0.0.1:1'])
      expect(await from(origin)).toBe(403);
  });

  it('are not another person’s events', async () => {
    const open = await EventReader.open(eve);
    await ada.post('/api/chat/threads', {});
    await addDocument(ada, 'Quiet', 'Nobody else hears of it.');
    await eve.post('/api/chat/threads', {});
    await open.next('thread_created');
    expect(open.events).toEqual([]);
    open.leave();
  });

  it('are not citations of what is no longer shared', async () => {
    const shared = await addDocument(ada, 'Ferry', 'The ferry to the northern island leaves at nine every morning.');
    await ada.request('PATCH', `/api/rag/documents/${shared.id}`, { visibility: 'shared' });
    await test.app.get(IngestionQueue).settled();
    const { message } = (await eve.send({ content: 'When does the ferry to the northern island leave?' })).body;
    const check = async () =>
      (await eve.get<CitationCheck>(`/api/chat/messages/${message.id}/citations/${message.citations[0]?.n}`)).body;
    expect((await check()).status).toBe('exact');
    await ada.request('PATCH', `/api/rag/documents/${shared.id}`, { visibility: 'private' });
    expect(await check()).toMatchObject({ status: 'source_deleted', current: null });
  });

  it('are not the searches of large collections, which go by an index', async () => {
    const index: Partial<Pick<LexicalIndex, 'goesBeyond'>> = test.app.get(LexicalIndex);
    index.goesBeyond = () => Promise.resolve(true);
    const found = async (user: TestUser) =>
      (await user.post<SearchResult>('/api/rag/search', { query: SECRET })).body.data.map(
        ({ documentId }) => documentId,
      );
    expect(await found(ada)).toContain(secret.id);
    for (const stranger of [eve, admin]) expect(await found(stranger)).toEqual([]);
    delete index.goesBeyond;
  });

  it('are not passages of a document that has this moment become private', async () => {
    const shared = await addDocument(ada, 'Lighthouse', 'The lighthouse keeper whistles a mazurka.');
    await ada.request('PATCH', `/api/rag/documents/${shared.id}`, { visibility: 'shared' });
    await test.app.get(IngestionQueue).settled();
    const found = async (user: TestUser) =>
      (await user.post<SearchResult>('/api/rag/search', { query: 'Who whistles a mazurka?' })).body.data.some(
        ({ documentId }) => documentId === shared.id,
      );
    expect(await found(eve)).toBe(true);
    // As it is before the passages, too, are marked as private.
    await rows(`update documents set visibility = 'private' where id = $1`, [shared.id]);
    expect([await found(eve), await found(admin), await found(ada)]).toEqual([false, false, true]);
  });

  it('are not the deletion of another account', async () => {
    const carl = await test.signUp('carl');
    await carl.send({ content: 'Hello?' });
    await addDocument(carl, 'Raft', 'A raft of his own.');
    const ship = await addDocument(carl, 'Ship', 'A ship of his own.');
    const boat = await addDocument(ada, 'Boat', 'A boat of her own.');
    await carl.request('PATCH', `/api/rag/documents/${ship.id}`, { visibility: 'shared' });
    await ada.request('PATCH', `/api/rag/documents/${boat.id}`, { visibility: 'shared' });
    await test.app.get(IngestionQueue).settled();
    const keys = (await ada.get<{ data: ApiKey[] }>('/api/keys')).body.data;
    const documents = (await ada.get<Page<Document>>('/api/rag/documents')).body.data;
    // As while another instance writes it.
    await rows(
      `update chat_messages set status = 'generating', owner = gen_random_uuid(), lease_until = 'infinity' where id = $1`,
      [turn.message.id],
    );
    expect((await admin.request('DELETE', `/api/admin/users/${carl.id}`)).status).toBe(204);
    const [running] = await rows('select stop_at from chat_messages where id = $1', [turn.message.id]);
    expect(running).toEqual({ stop_at: null });
    await rows('update chat_messages set status = $2, owner = null, lease_until = null where id = $1', [
      turn.message.id,
      turn.message.status,
    ]);
    expect((await ada.get(`/api/chat/threads/${turn.thread.id}`)).status).toBe(200);
    expect((await ada.get<{ data: ApiKey[] }>('/api/keys')).body.data).toEqual(keys);
    expect((await ada.get<Page<Document>>('/api/rag/documents')).body.data).toEqual(documents);
    expect(keys.length * documents.length).toBeGreaterThan(0);
    expect((await admin.get<Document>(`/api/rag/documents/${ship.id}`)).body.owned).toBe(true);
  });

  it('leave everything as it was', async () => {
    const feedback = `/api/chat/messages/${turn.message.id}/feedback`;
    await ada.request('PUT', feedback, { rating: 'up' });
    const shown = (await ada.post<Turn>(`/api/chat/messages/${turn.message.id}/retry`, {})).body.message.id;
    for (const stranger of [eve, admin]) {
      await stranger.request('PUT', feedback, { rating: 'down' });
      await stranger.request('DELETE', feedback);
      await stranger.post(`/api/chat/messages/${turn.message.id}/select`, {});
      await stranger.request('PATCH', `/api/chat/threads/${turn.thread.id}`, { title: 'Taken' });
      await stranger.request('DELETE', `/api/chat/threads/${turn.thread.id}`);
      await stranger.request('PATCH', `/api/rag/documents/${secret.id}`, { visibility: 'shared' });
      await stranger.request('DELETE', `/api/rag/documents/${secret.id}`);
    }
    expect((await ada.get<Thread>(`/api/chat/threads/${turn.thread.id}`)).body.title).toBe(turn.thread.title);
    expect((await ada.messages(turn.thread.id)).map(({ id }) => id)).toContain(shown);
    expect((await ada.get<Message>(`/api/chat/messages/${turn.message.id}`)).body.feedback).toMatchObject({
      rating: 'up',
    });
    expect((await ada.get<Document>(`/api/rag/documents/${secret.id}`)).body).toMatchObject({
      title: 'Vault',
      visibility: 'private',
    });
  });

  it('do not open what is shared to changes by others', async () => {
    const shared = await addDocument(ada, 'Shared', 'Everybody may read this.');
    await ada.request('PATCH', `/api/rag/documents/${shared.id}`, { visibility: 'shared' });
    const statuses = await Promise.all([
      eve.request('PATCH', `/api/rag/documents/${shared.id}`, { title: 'Mine' }),
      eve.request('PUT', `/api/rag/documents/${shared.id}/text`, { text: 'Mine' }),
      eve.post(`/api/rag/documents/${shared.id}/reindex`, {}),
      eve.post(`/api/rag/documents/${shared.id}/cancel`, {}),
      eve.request('DELETE', `/api/rag/documents/${shared.id}`),
      eve.get(`/api/rag/documents/${shared.id}`),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 200]);
    const owned = async (user: TestUser) =>
      (await user.get<PersonalData>('/api/account/export')).body.documents.map(({ id }) => id);
    expect(await owned(ada)).toContain(shared.id);
    expect(await owned(eve)).not.toContain(shared.id);
  });
});
