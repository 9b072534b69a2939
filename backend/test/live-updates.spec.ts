import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Thread } from '@chatkit/contract';
import { Pool } from 'pg';
import { EventReader } from './support/event-reader.js';
import { addHandbook } from './support/handbook.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { TestApp, TestUser } from './support/test-app.js';

const question = 'How many days of holiday do employees get?';

describe('the events of a user', () => {
  const model = new ScriptedModelServer();
  const readers: EventReader[] = [];
  let test: TestApp;
  let ada: TestUser;

  beforeAll(async () => {
    await model.start();
    test = await TestApp.start({ OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted' });
    ada = await test.signUp('Ada');
    await addHandbook(ada);
  });
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.leave();
    model.reset();
  });
  afterAll(async () => {
    await test.stop();
    await model.close();
  });

  async function open(user: TestUser): Promise<EventReader> {
    // Of the handbook something may still be told while a test listens to threads.
    const reader = await EventReader.open(user, ({ type }) => type !== 'document');
    readers.push(reader);
    return reader;
  }

  it('begin with ready, and go to everything that the user has open', async () => {
    const both = [await open(ada), await open(ada)];
    for (const reader of both) expect(reader.events).toEqual([{ type: 'ready' }]);
    const { body: thread } = await ada.post<Thread>('/api/chat/threads', {});
    for (const reader of both)
      expect(await reader.next('thread_created')).toEqual({ type: 'thread_created', threadId: thread.id });
  });

  it('tell when a thread is renamed, and when it is deleted', async () => {
    const { body: thread } = await ada.post<Thread>('/api/chat/threads', {});
    const reader = await open(ada);
    await ada.request('PATCH', `/api/chat/threads/${thread.id}`, { title: 'Holidays' });
    expect(await reader.next('thread_changed')).toEqual({ type: 'thread_changed', threadId: thread.id });
    await ada.request('DELETE', `/api/chat/threads/${thread.id}`);
    expect(await reader.next('thread_deleted')).toEqual({ type: 'thread_deleted', threadId: thread.id });
  });

  it('tell of each turn when it begins and when it has ended, so that it can be read', async () => {
    const reader = await open(ada);
    const { body: first } = await ada.send({ content: question });
    const { threadId, id: messageId } = first.message;
    await reader.until(({ events }) => events.length === 4);
    expect(reader.events).toEqual([
      { type: 'ready' },
      { type: 'thread_created', threadId },
      { type: 'turn_started', threadId, messageId },
      { type: 'turn_ended', threadId, messageId },
    ]);

    const { body: retry } = await ada.post<typeof first>(`/api/chat/messages/${messageId}/retry`, {});
    await reader.until(({ events }) => events.length === 6);
    expect(reader.events.slice(4)).toEqual([
      { type: 'turn_started', threadId, messageId: retry.message.id },
      { type: 'turn_ended', threadId, messageId: retry.message.id },
    ]);

    await ada.post(`/api/chat/messages/${messageId}/select`, undefined);
    expect(await reader.next('branch_selected')).toEqual({ type: 'branch_selected', threadId });
  });

  it('tell nothing of a send that comes a second time', async () => {
    const { body } = await ada.send({ content: question, clientMessageId: 'twice' });
    const reader = await open(ada);
    await ada.send({ content: question, clientMessageId: 'twice' });
    await ada.request('PATCH', `/api/chat/threads/${body.thread.id}`, { title: 'Twice' });
    await reader.next('thread_changed');
    expect(reader.events).toEqual([]);
  });

  it('never reach another user', async () => {
    const eve = await test.signUp('Eve');
    const [hers, mine] = [await open(eve), await open(ada)];
    await ada.send({ content: question });
    await mine.next('turn_ended');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(hers.events).toEqual([{ type: 'ready' }]);
  });

  it('are for people who are signed in', async () => {
    const response = await fetch(`${test.url}/api/events`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'unauthenticated' });
  });

  it('go to at most 20 streams of a user, and a place is free when one leaves', async () => {
    const bob = await test.signUp('Bob');
    for (let i = 0; i < 20; i++) await open(bob);
    const refused = await bob.get('/api/events');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
    expect(refused.body).toMatchObject({ code: 'rate_limited', detail: expect.stringContaining('20 event streams') });
    readers.pop()?.leave();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await open(bob);
  });

  it('keep a silent stream alive', async () => {
    const reader = await open(ada);
    await reader.until(({ heartbeats }) => heartbeats > 0, 14_000);
  }, 20_000);

  it('end when the user is suspended', async () => {
    const mallory = await test.signUp('Mallory');
    const [theirs, mine] = [await open(mallory), await open(ada)];
    await test.app.get(Pool).query('update "user" set banned = true where id = $1', [mallory.id]);
    await theirs.until(({ ended }) => ended, 5_000);
    expect(mine.ended).toBe(false);
  }, 10_000);

  it('end with the session that opened them', async () => {
    const grace = await test.signUp('Grace');
    const { body } = await grace.post<{ token: string }>('/api/auth/sign-in/email', {
      email: 'grace@example.com',
      password: 'correct horse',
    });
    const other = new TestUser(test, body.token, grace.id);
    const [theirs, kept] = [await open(other), await open(grace)];
    await other.post('/api/auth/sign-out', {});
    await theirs.until(({ ended }) => ended, 5_000);
    expect(kept.ended).toBe(false);
  }, 10_000);

  it('end as soon as the instance drains, while it waits for running answers', async () => {
    model.script({ tokens: Array.from({ length: 40 }, (_, i) => `word${i} `), tokenDelayMs: 50 });
    const reader = await open(ada);
    await ada.send({ content: question }, { prefer: 'respond-async' });
    const closing = test.shutDown();
    await reader.until(({ ended }) => ended, 1_000);
    const late = await ada.fetch('GET', '/api/events').catch(() => undefined);
    expect(late?.status).toBe(503);
    await closing;
    await test.open();
  }, 20_000);
});
