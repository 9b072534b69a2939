import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Feedback, Message, ThreadExport } from '@chatkit/contract';
import { readDocuments, readQueries } from '../src/evaluation/collection.js';
import { writeFeedbackSet } from '../src/evaluation/feedback-set.js';
import { addHandbook } from './support/handbook.js';
import { TestApp, type TestUser } from './support/test-app.js';

const QUESTION = 'How many days of holiday do employees get?';

describe('feedback', () => {
  let server: TestApp;
  let ada: TestUser;
  let bob: TestUser;
  let handbookId: string;

  beforeAll(async () => {
    server = await TestApp.start();
    ada = await server.signUp('Ada');
    bob = await server.signUp('Bob');
    handbookId = (await addHandbook(ada)).id;
    await bob.post('/api/rag/documents', { title: 'Diary', text: 'Holiday days of my own: twelve secret ones.' });
  });
  afterAll(() => server.stop());

  const give = (user: TestUser, id: string, feedback: object) =>
    user.request<{ feedback?: Feedback; code?: string }>('PUT', `/api/chat/messages/${id}/feedback`, feedback);

  it('is kept with the answer, can be changed, and taken back', async () => {
    const { message, thread } = (await ada.send({ content: QUESTION })).body;
    expect(message.feedback).toBeNull();
    expect((await give(ada, message.id, { rating: 'up' })).body.feedback).toEqual({
      rating: 'up',
      reason: null,
      comment: null,
    });
    const second: Feedback = { rating: 'down', reason: 'outdated', comment: 'Thirty-one since May.' };
    expect((await give(ada, message.id, second)).status).toBe(200);
    expect((await ada.messages(thread.id))[1]?.feedback).toEqual(second);
    const { body } = await ada.get<ThreadExport>(`/api/chat/threads/${thread.id}/export?format=json`);
    expect(body.messages[1]?.feedback).toEqual(second);
    for (let time = 0; time < 2; time++)
      expect((await ada.request('DELETE', `/api/chat/messages/${message.id}/feedback`)).status).toBe(204);
    expect((await ada.get<Message>(`/api/chat/messages/${message.id}`)).body.feedback).toBeNull();
  });

  it('is refused where it makes no sense', async () => {
    const { message, userMessage } = (await ada.send({ content: QUESTION })).body;
    expect(await give(ada, userMessage.id, { rating: 'up' })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    expect((await give(bob, message.id, { rating: 'up' })).status).toBe(404);
    for (const wrong of [{}, { rating: 'good' }, { rating: 'up', reason: 'wrong' }, { rating: 'down', userId: 'x' }])
      expect((await give(ada, message.id, wrong)).status).toBe(400);
    expect((await give(ada, message.id, { rating: 'down', comment: 'x'.repeat(2_001) })).status).toBe(400);
    expect((await ada.get<Message>(`/api/chat/messages/${message.id}`)).body.feedback).toBeNull();
  });

  it('becomes a test collection of good answers, without private documents that none of them cites', async () => {
    const first = (await bob.send({ content: QUESTION })).body;
    const next = {
      threadId: first.thread.id,
      content: 'How many days of holiday can employees carry over to the next year?',
    };
    const second = (await bob.send(next)).body;
    const bad = (await bob.send({ content: 'When are flights booked?' })).body;
    for (const { message } of [first, second]) await give(bob, message.id, { rating: 'up' });
    await give(bob, bad.message.id, { rating: 'down' });
    expect([first, second, bad].map(({ message }) => message.status)).toEqual(['complete', 'complete', 'complete']);
    const cited = new Set([first, second].flatMap(({ message }) => message.citations.map((c) => c.documentId)));
    expect(cited).toContain(handbookId);

    await server.shutDown();
    const folder = await mkdtemp(join(tmpdir(), 'chatkit-feedback-'));
    const set = join(folder, 'set');
    const counts = await server.withDatabase((database) => writeFeedbackSet(database, set));
    await expect(server.withDatabase((database) => writeFeedbackSet(database, set))).rejects.toThrow('EEXIST');
    await server.open();
    const { queries } = await readQueries(set);
    const documents: string[] = [];
    for await (const { _id } of readDocuments(join(set, 'corpus.jsonl'))) documents.push(_id);
    expect(counts).toEqual({ questions: 2, documents: cited.size });
    expect(documents.sort()).toEqual([...cited].sort());
    const followUp = queries.find(({ _id }) => _id === second.userMessage.id);
    expect(followUp).toMatchObject({ text: next.content, turn: 2 });
    expect(followUp?.turns).toEqual([
      ['user', QUESTION],
      ['assistant', first.message.content],
    ]);
    expect(await readFile(join(set, 'qrels.tsv'), 'utf8')).toContain(`${first.userMessage.id}\t${handbookId}\t1\n`);
    await rm(folder, { recursive: true });
  });
});
