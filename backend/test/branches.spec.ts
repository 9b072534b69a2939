import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message, MessagePage, Problem, Thread, Turn } from '@chatkit/contract';
import { Pool } from 'pg';
import { addHandbook } from './support/handbook.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { TestApp, type TestUser } from './support/test-app.js';

const holidays = 'How many days of holiday do employees get?';
const carried = 'How many days of holiday can be carried over?';
const nobody = '3f1c2b1e-6a54-4a0e-9c55-3b1f6e0c9a11';

describe('the branches of a thread', () => {
  const model = new ScriptedModelServer();
  let test: TestApp;
  let ada: TestUser;
  let bob: TestUser;

  beforeAll(async () => {
    await model.start();
    test = await TestApp.start({ OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted' });
    ada = await test.signUp('Ada');
    bob = await test.signUp('Bob');
    await addHandbook(ada);
  });
  afterEach(() => model.reset());
  afterAll(async () => {
    await test.stop();
    await model.close();
  });

  async function ask(text: string, body: Record<string, unknown>): Promise<Turn> {
    model.script({ text });
    const answer = await ada.send(body);
    expect(answer.status).toBe(201);
    return answer.body;
  }

  async function regenerate(text: string, answer: Message): Promise<Turn> {
    model.script({ text });
    const { status, body } = await ada.post<Turn>(`/api/chat/messages/${answer.id}/retry`, {});
    expect(status).toBe(201);
    return body;
  }

  const select = (user: TestUser, id: string) => user.post<Thread & Problem>(`/api/chat/messages/${id}/select`, {});
  const shown = async (threadId: string) => (await ada.messages(threadId)).map(({ content }) => content);
  const siblings = (index: number, ...messages: Message[]) => ({
    index,
    count: messages.length,
    ids: messages.map(({ id }) => id),
  });

  it('keep every answer to a question, and show the newest', async () => {
    const first = await ask('Thirty [1].', { content: holidays });
    expect(first.userMessage.siblings).toEqual(siblings(0, first.userMessage));
    expect(first.message.siblings).toEqual(siblings(0, first.message));

    const second = await regenerate('Thirty days [1].', first.message);
    expect(second.userMessage).toEqual(first.userMessage);
    expect(second.message.siblings).toEqual(siblings(1, first.message, second.message));
    expect(await ada.messages(first.thread.id)).toEqual([second.userMessage, second.message]);
    expect((await ada.get<Message>(`/api/chat/messages/${first.message.id}`)).body).toEqual({
      ...first.message,
      siblings: siblings(0, first.message, second.message),
    });
  });

  it('are told in the stream as they are stored', async () => {
    const { message } = await ask('Thirty [1].', { content: holidays });
    const frames = await ada.stream('POST', `/api/chat/messages/${message.id}/retry`, {});
    const told = frames.find(({ event }) => event === 'message')?.data.message;
    const stored = await ada.get<Message>(`/api/chat/messages/${told?.id}`);
    expect(told).toEqual(stored.body);
    expect(told?.siblings).toMatchObject({ index: 1, count: 2 });
  });

  it('keep an edited question, the first of a thread too', async () => {
    const first = await ask('Thirty [1].', { content: holidays });
    const edited = await ask('Five [1].', { content: carried, threadId: first.thread.id, parentId: null });
    expect(edited.thread).toMatchObject({ id: first.thread.id, title: first.thread.title });
    expect(edited.userMessage).toMatchObject({
      parentId: null,
      siblings: siblings(1, first.userMessage, edited.userMessage),
    });
    expect(await shown(first.thread.id)).toEqual([carried, 'Five [1].']);
  });

  it('are chosen by any of their messages, and go on where they were newest', async () => {
    const first = await ask('Thirty [1].', { content: holidays });
    const { id: threadId } = first.thread;
    const second = await ask('Five [1].', { content: carried, threadId });
    const newer = await regenerate('Up to five [1].', second.message);
    await ask('Other [1].', { content: 'Which flights are booked for journeys?', threadId, parentId: null });
    expect(await shown(threadId)).toHaveLength(2);

    expect(await select(ada, first.userMessage.id)).toMatchObject({ status: 200, body: { id: threadId } });
    expect(await shown(threadId)).toEqual([holidays, 'Thirty [1].', carried, 'Up to five [1].']);
    await select(ada, second.message.id);
    expect(await shown(threadId)).toEqual([holidays, 'Thirty [1].', carried, 'Five [1].']);
    expect((await ada.messages(threadId)).at(-1)?.siblings).toEqual(siblings(0, second.message, newer.message));
  });

  it('are what the next question follows, and what the model is told', async () => {
    const first = await ask('The first answer [1].', { content: holidays });
    const { id: threadId } = first.thread;
    await regenerate('The second answer [1].', first.message);
    await select(ada, first.message.id);
    const next = await ask('Five [1].', { content: carried, threadId });
    expect(next.userMessage.parentId).toBe(first.message.id);
    const told = JSON.stringify(model.requests.at(-1)?.body.messages);
    expect(told).toContain('The first answer');
    expect(told).not.toContain('The second answer');
  });

  it('number their messages without a gap', async () => {
    const first = await ask('Thirty [1].', { content: holidays });
    const { id: threadId } = first.thread;
    await regenerate('Again [1].', first.message);
    await ask('Edited [1].', { content: carried, threadId, parentId: null });
    await Promise.all(
      Array.from({ length: 64 }, (_, i) => ada.send({ content: `${holidays} ${i}`, threadId, parentId: null })),
    );
    const { rows } = await test.app
      .get(Pool)
      .query<{ seq: number }>('select seq from chat_messages where thread_id = $1 order by seq', [threadId]);
    expect(rows.length).toBeGreaterThanOrEqual(7);
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, i) => i + 1));
  });

  it('begin only at an answer of the same thread', async () => {
    const first = await ask('Thirty [1].', { content: holidays });
    const other = await ask('Thirty [1].', { content: holidays });
    const send = (parentId: string, threadId: string | undefined = first.thread.id) =>
      ada.send({ content: carried, threadId, parentId });
    for (const parentId of [first.userMessage.id, other.message.id, nobody])
      expect(await send(parentId)).toMatchObject({ status: 404 });
    expect(await ada.send({ content: carried, parentId: first.message.id })).toMatchObject({ status: 400 });
    expect(await ada.messages(first.thread.id)).toHaveLength(2);
  });

  it('are part of what a key was used for', async () => {
    const first = await ask('Thirty [1].', { content: holidays });
    const body = { content: carried, threadId: first.thread.id, parentId: null, clientMessageId: 'branch-key' };
    const edited = await ask('Five [1].', body);
    expect(await ada.send(body)).toMatchObject({ status: 200, body: { message: { id: edited.message.id } } });
    expect(await ada.send({ ...body, parentId: first.message.id })).toMatchObject({
      status: 422,
      body: { code: 'key_reused' },
    });
  });

  it('are read around any of their messages, and from there both ways', async () => {
    let parentId: string | null = null;
    let threadId: string | undefined;
    for (let i = 0; i < 4; i++) {
      const turn = await ask(`Answer ${i} [1].`, {
        content: `${holidays} ${i}`,
        ...(threadId && { threadId, parentId }),
      });
      [threadId, parentId] = [turn.thread.id, turn.message.id];
    }
    const first = (await ada.messages(threadId ?? '')).map(({ id }) => id);
    const [, answer, third] = first;
    const other = await ask('Elsewhere [1].', { content: carried, threadId, parentId: answer });
    await select(ada, third ?? '');

    const read = async (query: string) => {
      const { status, body } = await ada.get<Partial<MessagePage>>(
        `/api/chat/threads/${threadId}/messages?limit=3${query}`,
      );
      return { status, body, ids: body.data?.map(({ id }) => id).reverse() };
    };
    const middle = await read(`&around=${first[3]}`);
    expect(middle.ids).toEqual(first.slice(2, 5));
    const newer = await read(`&cursor=${middle.body.previousCursor}`);
    expect(newer.ids).toEqual(first.slice(5));
    expect(newer.body.previousCursor).toBeNull();
    expect((await read(`&cursor=${newer.body.nextCursor}`)).ids).toEqual(first.slice(2, 5));
    const older = await read(`&cursor=${middle.body.nextCursor}`);
    expect(older).toMatchObject({ ids: first.slice(0, 2), body: { nextCursor: null } });
    expect((await read(`&cursor=${older.body.previousCursor}`)).ids).toEqual(first.slice(2, 5));
    expect((await read(`&around=${first.at(-1)}`)).body.previousCursor).toBeNull();

    expect((await read(`&around=${other.message.id}`)).status).toBe(404);
    expect((await read(`&around=${first[3]}&cursor=${middle.body.nextCursor}`)).status).toBe(400);
    const path = `/api/chat/threads/${threadId}/messages?around=${first[3]}`;
    expect((await bob.get(path)).status).toBe(404);
  });

  it('are chosen by their owner alone', async () => {
    const { message, thread } = await ask('Thirty [1].', { content: holidays });
    await regenerate('Thirty days [1].', message);
    expect(await select(bob, message.id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await shown(thread.id)).toEqual([holidays, 'Thirty days [1].']);
    expect(await select(ada, nobody)).toMatchObject({ status: 404 });
  });
});
