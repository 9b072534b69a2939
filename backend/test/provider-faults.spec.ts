import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message } from '@chatkit/contract';
import { addHandbook } from './support/handbook.js';
import { type ModelScript, ScriptedModelServer } from './support/scripted-model-server.js';
import { TestApp, type TestUser } from './support/test-app.js';

const question = 'How many days of holiday do employees get?';

describe('a turn whose model fails', () => {
  const first = new ScriptedModelServer();
  const second = new ScriptedModelServer();
  let test: TestApp;
  let ada: TestUser;

  beforeAll(async () => {
    await first.start();
    await second.start();
    test = await TestApp.start({
      OPENAI_BASE_URL: first.baseUrl,
      OPENAI_API_KEY: 'sk-first',
      CHAT_MODEL: 'first',
      CHAT_FALLBACK_BASE_URL: second.baseUrl,
      CHAT_FALLBACK_MODEL: 'second',
      MODEL_FIRST_TOKEN_TIMEOUT_MS: '600',
      MODEL_TOKEN_TIMEOUT_MS: '600',
    });
    ada = await test.signUp('Ada');
    await addHandbook(ada);
  });
  afterEach(() => {
    first.reset();
    second.reset();
  });
  afterAll(async () => {
    await test.stop();
    await first.close();
    await second.close();
  });

  async function ask(script: ModelScript): Promise<Message> {
    first.script(script);
    const { status, body } = await ada.send({ content: question });
    expect(status).toBe(201);
    expect((await ada.get<Message>(`/api/chat/messages/${body.message.id}`)).body).toEqual(body.message);
    return body.message;
  }

  it.each<[string, ModelScript]>([
    ['fails', { status: 500 }],
    ['is not there', { status: 404 }],
    ['asks to wait for long', { status: 429, headers: { 'retry-after': '60' } }],
    ['says nothing', { stallAfter: 0 }],
    ['talks nonsense', { garbage: '<html>' }],
    ['breaks off before its first word', { cutAfter: 0, cutHow: 'destroy' }],
  ])('is answered by the other model when the first %s', async (_, script) => {
    second.script({ text: 'Thirty [1].' });
    const message = await ask(script);
    expect(message).toMatchObject({ status: 'complete', content: 'Thirty [1].', model: 'second', error: null });
    expect(second.requests).toHaveLength(1);
    expect(JSON.stringify(second.requests)).not.toContain('sk-first');
  });

  it('waits as long as the provider asks to, where that is short', async () => {
    first.scriptNext({ status: 429, headers: { 'retry-after': '1' } });
    expect(await ask({ text: 'Thirty [1].' })).toMatchObject({ status: 'complete', model: 'first' });
    expect(first.requests).toHaveLength(2);
  });

  it.each<[string, string, boolean, ModelScript]>([
    ['has begun and breaks off', 'model_interrupted', true, { text: 'Thirty days [1] and', cutAfter: 2 }],
    ['has begun and falls silent', 'model_timeout', true, { text: 'Thirty days [1] and', stallAfter: 2 }],
    ['rejects the key', 'model_refused', false, { status: 401 }],
    ['blocks the answer', 'model_refused', false, { text: 'Thirty', finishReason: 'content_filter' }],
  ])('fails, and the other model is not asked, when the first %s', async (_, code, retryable, script) => {
    const message = await ask(script);
    expect(message).toMatchObject({ status: 'failed', model: 'first', error: { code, retryable } });
    expect(second.requests).toHaveLength(0);
  });

  it('tells the second failure when both fail, and answers on retry', async () => {
    second.script({ status: 429, headers: { 'retry-after': '60' } });
    const message = await ask({ status: 500 });
    expect(message).toMatchObject({ status: 'failed', model: 'second', error: { code: 'model_rate_limited' } });
    first.script({ text: 'Thirty [1].' });
    const retried = await ada.post<{ message: Message }>(`/api/chat/messages/${message.id}/retry`, {});
    expect(retried.body.message).toMatchObject({ status: 'complete', model: 'first' });
  });
});
