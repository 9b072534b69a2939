import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AnswerTrace, Problem } from '@chatkit/contract';
import { addHandbook } from './support/handbook.js';
import { TestApp, type TestUser } from './support/test-app.js';

describe('the trace of an answer', () => {
  let server: TestApp;
  let ada: TestUser;
  let bob: TestUser;

  beforeAll(async () => {
    server = await TestApp.start();
    ada = await server.signUp('Ada');
    bob = await server.signUp('Bob');
    await addHandbook(ada);
  });
  afterAll(() => server.stop());

  const traceOf = (user: TestUser, id: string) => user.get<AnswerTrace & Problem>(`/api/chat/messages/${id}/trace`);

  it('says what was searched for, found and given, and how long it took', async () => {
    const { body } = await ada.send({ content: 'How many days of holiday do employees get?' });
    const { status, body: trace } = await traceOf(ada, body.message.id);
    expect(status).toBe(200);
    expect(trace.retrieval.queries).toEqual([
      { text: 'How many days of holiday do employees get?', weight: 1, keywords: null },
    ]);
    expect(trace.retrieval.fused[0]).toMatchObject({ title: 'Handbook', rank: 1 });
    expect(trace.retrieval.documents).toBe(1);
    expect(trace.retrieval.supported).toBe(true);
    expect(trace.prompt).toMatchObject({ limit: 8_000, history: 0, passagesLeftOut: 0, messagesLeftOut: 0 });
    expect(trace.prompt?.passages).toBeGreaterThan(0);
    const { history, retrieval, firstToken, whole } = trace.milliseconds;
    expect(whole).toBeGreaterThanOrEqual(history + retrieval + (firstToken ?? 0));
  });

  it('is there for an answer that found nothing, without a prompt', async () => {
    const { body } = await ada.send({ content: 'Who won the world cup of 1998?' });
    expect(body.message.status).toBe('no_answer');
    const { body: trace } = await traceOf(ada, body.message.id);
    expect(trace.prompt).toBeNull();
    expect(trace.retrieval.confidence).toBeLessThan(trace.retrieval.leastConfidence);
  });

  it('is for the owner of the thread, and of answers only', async () => {
    const { body } = await ada.send({ content: 'When does the office open?' });
    expect((await traceOf(bob, body.message.id)).status).toBe(404);
    expect((await traceOf(ada, body.userMessage.id)).body.code).toBe('not_found');
  });
});
