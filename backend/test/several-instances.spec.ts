import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreatedApiKey, Document, Thread, UserEvent } from '@chatkit/contract';
import { Client, Pool } from 'pg';
import { BEAT, SETTLE } from '../src/chat/turn-statements.js';
import { ENV, type Env } from '../src/env.js';
import { Hints } from '../src/live/hints.js';
import { UserEvents } from '../src/live/user-events.js';
import { DeletedThreads } from '../src/threads/deleted-threads.js';
import { EventReader } from './support/event-reader.js';
import { addHandbook } from './support/handbook.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { fold, TestApp, TestUser } from './support/test-app.js';

const question = 'How many days of holiday do employees get?';
const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i} `);
const LISTENERS = 'select pid from pg_stat_activity where datname = current_database() and application_name = $1';

/** The embedded database has one instance only. */
const onServer = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;

onServer('two instances on one database', () => {
  const model = new ScriptedModelServer();
  const readers: EventReader[] = [];
  let here: TestApp;
  let there: TestApp;
  /** The same person, at either instance. */
  let ada: TestUser;
  let adaThere: TestUser;
  let pool: { query: (...args: unknown[]) => Promise<unknown> };
  let query: typeof pool.query;

  beforeAll(async () => {
    await model.start();
    here = await TestApp.start({ OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted' });
    there = await here.another();
    ada = await here.signUp('Ada');
    adaThere = new TestUser(there, ada.token, ada.id);
    await addHandbook(ada);
    pool = here.app.get<unknown, typeof pool>(Pool);
    query = pool.query.bind(pool);
  });
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.leave();
    pool.query = query;
    for (const { app } of [here, there]) {
      const hints: Partial<Hints> = app.get(Hints);
      delete hints.send;
    }
    model.reset();
  });
  afterAll(async () => {
    await there.shutDown();
    await here.stop();
    await model.close();
  });

  async function open(user: TestUser): Promise<EventReader> {
    const reader = await EventReader.open(user);
    readers.push(reader);
    return reader;
  }

  async function killListeners(): Promise<void> {
    await query(`select pg_terminate_backend(pid) from (${LISTENERS}) as listeners`, ['chatkit-listener']);
  }

  async function statusOf(id: string): Promise<string> {
    const { body } = await adaThere.get<{ status: string }>(`/api/chat/messages/${id}`);
    return body.status;
  }

  it('delete each hidden thread once, and restore none of them too late', async () => {
    const threads: string[] = [];
    for (let i = 0; i < 6; i++) threads.push((await ada.post<Thread>('/api/chat/threads', {})).body.id);
    await query(
      `insert into chat_messages (id, thread_id, seq, role, content, status)
       select gen_random_uuid(), t, i, 'user', 'text', 'complete' from unnest($1::uuid[]) t, generate_series(1, 500) i`,
      [threads],
    );
    for (const id of threads) await ada.request('DELETE', `/api/chat/threads/${id}`);
    await query(`update chat_threads set deleted_at = deleted_at - interval '31 seconds' where id = any ($1)`, [
      threads,
    ]);
    const sweeping = [here, there].map(({ app }) => app.get(DeletedThreads).sweep());
    const restored = await Promise.all(threads.map((id) => adaThere.post(`/api/chat/threads/${id}/restore`, {})));
    await Promise.all(sweeping);
    expect(restored.map(({ status }) => status)).toEqual(threads.map(() => 404));
    const left =
      'select id from chat_threads where id = any ($1) union select id from chat_messages where thread_id = any ($1)';
    expect(await query(left, [threads])).toMatchObject({ rows: [] });
  });

  it('stop an answer that is written here when its thread is deleted there', async () => {
    model.script({ text: words(400).join(''), tokenDelayMs: 25 });
    const { body } = await ada.post<{ thread: Thread; message: { id: string } }>(
      '/api/chat/message',
      { content: question },
      { prefer: 'respond-async' },
    );
    await adaThere.request('DELETE', `/api/chat/threads/${body.thread.id}`);
    await ada.post(`/api/chat/threads/${body.thread.id}/restore`, {});
    while ((await statusOf(body.message.id)) === 'generating') await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await statusOf(body.message.id)).toBe('stopped');
  });

  it('tell each other of threads and turns within half a second, and nobody else', async () => {
    const eve = await here.signUp('Eve');
    const [reader, hers] = [await open(adaThere), await open(new TestUser(there, eve.token, eve.id))];
    const { body: thread } = await ada.post<Thread>('/api/chat/threads', {});
    expect(await reader.next('thread_created')).toEqual({ type: 'thread_created', threadId: thread.id });
    await ada.request('PATCH', `/api/chat/threads/${thread.id}`, { title: 'Holidays' });
    await reader.next('thread_changed');

    model.script({ text: 'Thirty [1].' });
    const sending = ada.send({ content: question, threadId: thread.id });
    const { messageId } = (await reader.next('turn_started', 2_000)) as Extract<UserEvent, { type: 'turn_started' }>;
    expect((await sending).body.message.id).toBe(messageId);
    await reader.next('turn_ended');

    await ada.post(`/api/chat/messages/${messageId}/select`, undefined);
    await reader.next('branch_selected');
    await ada.request('DELETE', `/api/chat/threads/${thread.id}`);
    expect(await reader.next('thread_deleted')).toEqual({ type: 'thread_deleted', threadId: thread.id });
    await adaThere.post(`/api/chat/threads/${thread.id}/restore`, {});
    await reader.next('thread_restored');
    expect(hers.events).toEqual([{ type: 'ready' }]);
  });

  it('tell each other of a shared document, and of a private one its owner alone', async () => {
    const eve = await here.signUp('Evelyn');
    const [reader, hers] = [await open(adaThere), await open(new TestUser(there, eve.token, eve.id))];
    const add = async (title: string, visibility: string) =>
      (await ada.post<Document>('/api/rag/documents', { title, text: `Of the ${title}.`, visibility })).body.id;
    const ready = (documentId: string) => ({ type: 'document', documentId, status: 'ready', progress: null });

    const last = (of: EventReader, event: object) =>
      of.until(({ events }) => JSON.stringify(events.at(-1)) === JSON.stringify(event), 5_000);
    const diary = await add('Diary', 'private');
    await last(reader, ready(diary));
    expect(hers.events).toEqual([{ type: 'ready' }]);
    const almanac = await add('Almanac', 'shared');
    await last(hers, ready(almanac));
    await last(reader, ready(almanac));
    await ada.request('DELETE', `/api/rag/documents/${diary}`);
    await ada.request('DELETE', `/api/rag/documents/${almanac}`);
    expect(await hers.next('document_deleted')).toEqual({ type: 'document_deleted', documentId: almanac });
    expect(await reader.next('document_deleted')).toEqual({ type: 'document_deleted', documentId: diary });
    expect(await reader.next('document_deleted')).toEqual({ type: 'document_deleted', documentId: almanac });
  });

  it('tell each other more at once than one notification holds, and pass over what is not theirs', async () => {
    const reader = await open(adaThere);
    await query("select pg_notify('chatkit', 'not ours')");
    const ids = Array.from({ length: 90 }, () => crypto.randomUUID());
    for (const threadId of ids)
      here.app.get(UserEvents).publish(ada.id, { type: 'turn_ended', threadId, messageId: threadId });
    await reader.until(({ events }) => events.length === 91);
    expect(reader.events.slice(1).map((event) => 'threadId' in event && event.threadId)).toEqual(ids);
  });

  it('end what a key has open there when it is revoked here, and refuse the key at once', async () => {
    const { body: key } = await ada.post<CreatedApiKey>('/api/keys', { name: 'Program', scopes: ['threads:read'] });
    const programThere = new TestUser(there, key.key, ada.id);
    const [reader, kept] = [await open(programThere), await open(adaThere)];
    await ada.request('DELETE', `/api/keys/${key.id}`);
    expect((await programThere.get('/api/chat/threads')).status).toBe(401);
    await reader.until(({ ended }) => ended, 5_000);
    expect(kept.ended).toBe(false);
  });

  it('stop an answer of the other at once', async () => {
    for (let round = 0; round < 3; round++) {
      model.script({ tokens: words(400), tokenDelayMs: 40 });
      const { body } = await ada.send({ content: question }, { prefer: 'respond-async' });
      const begun = performance.now();
      const stopped = await adaThere.post(`/api/chat/messages/${body.message.id}/stop`, undefined);
      expect(stopped.body).toMatchObject({ status: 'stopped' });
      expect(performance.now() - begun).toBeLessThan(500);
    }
  });

  it('show an answer of the other as it is stored, and its end at once', async () => {
    model.script({ tokens: words(60), tokenDelayMs: 40 });
    const { body } = await ada.send({ content: question }, { prefer: 'respond-async' });
    const path = `/api/chat/messages/${body.message.id}/events`;
    const ended = ada.stream('GET', path).then(() => performance.now());
    const frames = await adaThere.stream('GET', path);
    expect(performance.now() - (await ended)).toBeLessThan(500);
    expect(fold(frames)).toBe(words(60).join(''));
    expect(frames.filter(({ event }) => event === 'delta').length).toBeGreaterThan(1);
  });

  it('lose no turn, no text and no stop when every hint is lost', async () => {
    for (const { app } of [here, there]) app.get(Hints).send = () => undefined;
    model.script({ tokens: words(40), tokenDelayMs: 40 });
    const { body: first } = await ada.send({ content: question }, { prefer: 'respond-async' });
    const frames = await adaThere.stream('GET', `/api/chat/messages/${first.message.id}/events`);
    expect(fold(frames)).toBe(words(40).join(''));
    expect(frames.at(-1)?.event).toBe('end');

    model.script({ tokens: words(400), tokenDelayMs: 40 });
    const { body: second } = await ada.send({ content: question }, { prefer: 'respond-async' });
    await adaThere.post(`/api/chat/messages/${second.message.id}/stop`, undefined);
    expect(await statusOf(second.message.id)).toBe('stopped');
  });

  it('listen again when their connections were lost, and have everything read anew', async () => {
    const both = [await open(ada), await open(adaThere)];
    await killListeners();
    for (const reader of both) await reader.until(({ events }) => events.length === 2, 5_000);
    for (const { events } of both) expect(events).toEqual([{ type: 'ready' }, { type: 'ready' }]);
    const { body: thread } = await ada.post<Thread>('/api/chat/threads', {});
    for (const reader of both)
      expect(await reader.next('thread_created')).toEqual({ type: 'thread_created', threadId: thread.id });
  });

  it('renew leases apart from the pool, and from the pool while there is no other connection', async () => {
    const names: (string | undefined)[] = [];
    pool.query = (...args) => {
      names.push((args[0] as { name?: string }).name);
      return query(...args);
    };
    model.script({ tokens: words(100), tokenDelayMs: 40 });
    const { body } = await ada.send({ content: question }, { prefer: 'respond-async' });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(names).not.toContain('beat');
    await killListeners();
    while ((await statusOf(body.message.id)) === 'generating') await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await statusOf(body.message.id)).toBe('complete');
  });

  it('notify nobody in the statements of a turn', async () => {
    const texts: string[] = [];
    pool.query = (...args) => {
      texts.push((args[0] as { text?: string }).text ?? String(args[0]));
      return query(...args);
    };
    const reader = await open(adaThere);
    await ada.send({ content: question });
    await reader.next('turn_ended');
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.filter((text) => /notify/i.test(text))).toEqual([]);
  });

  it('leave no partial text behind when the end of an answer waits for a beat', async () => {
    model.script({ firstTokenDelayMs: 60_000 });
    const { body } = await ada.send({ content: question }, { prefer: 'respond-async' });
    const { id } = body.message;
    const { rows } = (await query('select owner from chat_messages where id = $1', [id])) as {
      rows: { owner: string }[];
    };
    const beating = new Client({ connectionString: here.app.get<Env>(ENV).DATABASE_URL });
    await beating.connect();
    await beating.query('begin');
    await beating.query({ ...BEAT, values: [rows[0]!.owner, [id], [1], [0], ['Thirty']] });
    const settling = query({ ...SETTLE, values: [id, 1, 'stopped', 'Thirty', null, '[]', 1, null, null, ada.id, 1] });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await beating.query('commit');
    await beating.end();
    await settling;
    expect(await statusOf(id)).toBe('stopped');
    expect(await query('select from chat_message_chunks where message_id = $1', [id])).toMatchObject({ rowCount: 0 });
  });

  it('listen at the direct address where there is one', async () => {
    const url = new URL(here.app.get<Env>(ENV).DATABASE_URL ?? '');
    url.searchParams.set('application_name', 'chatkit-direct');
    const third = await here.another({ DATABASE_DIRECT_URL: url.href });
    const { rows } = (await query(LISTENERS, ['chatkit-direct'])) as { rows: unknown[] };
    expect(rows).toHaveLength(1);
    await third.shutDown();
  });

  it('tell of a turn that ends while its instance drains', async () => {
    const draining = await here.another();
    const adaDraining = new TestUser(draining, ada.token, ada.id);
    const [reader, theirs] = [await open(adaThere), await open(adaDraining)];
    model.script({ tokens: words(30), tokenDelayMs: 40 });
    await adaDraining.send({ content: question }, { prefer: 'respond-async' });
    const closing = draining.shutDown();
    await theirs.until(({ ended }) => ended, 500);
    await reader.next('turn_ended', 5_000);
    await closing;
  });
});
