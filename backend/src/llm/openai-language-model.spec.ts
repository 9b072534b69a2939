import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { type ModelScript, ScriptedModelServer } from '../../test/support/scripted-model-server.js';
import { ModelError, type Prompt } from './language-model.js';
import { OpenAiLanguageModel, type OpenAiLanguageModelOptions } from './openai-language-model.js';

const prompt: Prompt = {
  system: 'Answer from the passages.',
  passages: [],
  history: [{ role: 'user', content: 'Hello' }],
  question: 'What is it?',
};

describe('OpenAiLanguageModel', () => {
  const server = new ScriptedModelServer();
  const idle = new AbortController().signal;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    await server.start();
  });
  afterEach(() => server.reset());
  afterAll(() => server.close());

  function model(options: Partial<OpenAiLanguageModelOptions> = {}): OpenAiLanguageModel {
    return new OpenAiLanguageModel({
      model: 'scripted',
      apiKey: 'sk-secret',
      baseUrl: server.baseUrl,
      firstTokenTimeoutMs: 2_000,
      tokenTimeoutMs: 2_000,
      ...options,
    });
  }

  async function write(options: Partial<OpenAiLanguageModelOptions> = {}, signal = idle) {
    const pieces: string[] = [];
    try {
      await model(options).write(prompt, { onText: (piece) => void pieces.push(piece) }, signal);
    } catch (error) {
      return { pieces, text: pieces.join(''), error };
    }
    return { pieces, text: pieces.join(''), error: undefined };
  }

  async function failureOf(script: ModelScript, options: Partial<OpenAiLanguageModelOptions> = {}) {
    server.script(script);
    const { error, text } = await write(options);
    if (!(error instanceof ModelError)) throw new Error(`expected a ModelError, got ${String(error)}`);
    return { error, text, requests: server.requests.length };
  }

  it('yields the tokens as they come', async () => {
    server.script({ tokens: ['One', ' two', '', ' three [1].'], tokenDelayMs: 30 });
    expect(await write()).toEqual({
      pieces: ['One', ' two', ' three [1].'],
      text: 'One two three [1].',
      error: undefined,
    });
  });

  it('sends the rules, the conversation and the question, with the key', async () => {
    await write();
    const [request] = server.requests;
    expect(request?.headers.authorization).toBe('Bearer sk-secret');
    expect(request?.body).toMatchObject({ model: 'scripted', stream: true });
    expect(request?.body.messages?.map(({ role }) => role)).toEqual(['system', 'user', 'user']);
    expect(request?.body.messages?.at(-1)?.content).toContain('Question: What is it?');
  });

  it('returns the usage that the provider counted', async () => {
    server.script({ tokens: ['a'], usage: { prompt_tokens: 12, completion_tokens: 3 } });
    const usage = await model().write(prompt, { onText: () => undefined }, idle);
    expect(usage).toEqual({ promptTokens: 12, completionTokens: 3, cutShort: false });
  });

  it('tells an answer that ended at the most tokens from a whole one', async () => {
    server.script({ tokens: ['a'], finishReason: 'length' });
    expect(await model().write(prompt, { onText: () => undefined }, idle)).toMatchObject({ cutShort: true });
  });

  it('keeps the text that came together with the news that a filter cut it off', async () => {
    const frame = (choice: object) => `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
    const garbage = frame({ delta: { content: 'So far' } }) + frame({ delta: {}, finish_reason: 'content_filter' });
    const { error, text, requests } = await failureOf({ garbage });
    expect({ code: error.code, text, requests }).toEqual({ code: 'model_refused', text: 'So far', requests: 1 });
  });

  it('passes over events that it does not know', async () => {
    server.script({ text: 'Fine.', unknownFrames: ['data: {"hello":1}\n\n', ': note\n\n', 'data: null\n\n'] });
    expect(await write()).toMatchObject({ text: 'Fine.', error: undefined });
  });

  it('tries again when the server fails before the first token', async () => {
    server.scriptNext({ status: 503 }, { cutAfter: 0 });
    server.script({ text: 'At last.' });
    expect(await write()).toMatchObject({ text: 'At last.', error: undefined });
    expect(server.requests).toHaveLength(3);
  });

  it('gives up after three attempts', async () => {
    const { error, requests } = await failureOf({ status: 500 });
    expect(error).toMatchObject({ code: 'model_unavailable', retryable: true });
    expect(requests).toBe(3);
  });

  it('never tries again once text has been yielded', async () => {
    const { error, text, requests } = await failureOf({ tokens: ['Half', ' an', ' answer'], cutAfter: 2 });
    expect(error).toMatchObject({ code: 'model_interrupted', retryable: true });
    expect(text).toBe('Half an');
    expect(requests).toBe(1);
  });

  it('tells a connection that breaks off in the middle from an answer', async () => {
    const { error, text } = await failureOf({
      tokens: ['Half', ' an'],
      cutAfter: 1,
      cutHow: 'destroy',
      tokenDelayMs: 20,
    });
    expect(error.code).toBe('model_interrupted');
    expect(text).toBe('Half');
  });

  it.each([
    [401, 'model_refused', false],
    [403, 'model_refused', false],
    [404, 'model_unavailable', false],
    [400, 'model_refused', false],
    [422, 'model_refused', false],
  ])('does not repeat a request that was answered with %i', async (status, code, retryable) => {
    const { error, requests } = await failureOf({ status });
    expect(error).toMatchObject({ code, retryable });
    expect(requests).toBe(1);
  });

  it('passes on how long the provider asks to wait', async () => {
    const { error, requests } = await failureOf({ status: 429, headers: { 'retry-after': '20' } });
    expect(error).toMatchObject({ code: 'model_rate_limited', retryable: true, retryAfterMs: 20_000 });
    expect(requests).toBe(1);
  });

  it('says nothing of keys or of what the provider wrote', async () => {
    const { error } = await failureOf({ status: 401, errorMessage: 'Incorrect API key sk-secret at http://10.0.0.1' });
    expect(JSON.stringify([error.message, error])).not.toMatch(/sk-secret|10\.0\.0\.1|Incorrect/);
  });

  it('gives up on a server that stays silent before the first token', async () => {
    const { error, requests } = await failureOf({ stallAfter: 0 }, { firstTokenTimeoutMs: 100 });
    expect(error).toMatchObject({ code: 'model_timeout', retryable: true });
    expect(requests).toBe(1);
  });

  it('gives up on a server that falls silent between tokens, and keeps what came', async () => {
    const { error, text } = await failureOf({ tokens: ['Half', ' more'], stallAfter: 1 }, { tokenTimeoutMs: 100 });
    expect(error.code).toBe('model_timeout');
    expect(text).toBe('Half');
  });

  it('bears a slow answer whose tokens keep coming', async () => {
    server.script({ tokens: ['a', 'b', 'c', 'd'], tokenDelayMs: 60 });
    expect(await write({ tokenTimeoutMs: 150, firstTokenTimeoutMs: 150 })).toMatchObject({
      text: 'abcd',
      error: undefined,
    });
  });

  it.each([
    ['a web page', '<html><body>Welcome</body></html>'],
    ['broken JSON', 'data: {"choices": [\n\n'],
    ['nothing', ''],
  ])('reports %s instead of an answer as unavailable', async (_, garbage) => {
    expect((await failureOf({ garbage })).error.code).toBe('model_unavailable');
  });

  it('reports a server that nobody can reach', async () => {
    const { error } = await write({ baseUrl: 'http://127.0.0.1:9/v1' });
    expect(error).toMatchObject({ code: 'model_unavailable', retryable: true });
  });

  it('closes the connection to the provider when it is aborted', async () => {
    server.script({ tokens: ['a', 'b', 'c'], tokenDelayMs: 1_000 });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stopped')), 100);
    const { error, text } = await write({}, stop.signal);
    expect(error).toEqual(new Error('stopped'));
    expect(text).toBe('a');
    await untilAborted();
  });

  it('closes the connection to the provider when its listener throws, and throws the same', async () => {
    server.script({ tokens: ['a', 'b', 'c'], tokenDelayMs: 1_000 });
    const onText = () => {
      throw new Error('enough');
    };
    await expect(model().write(prompt, { onText }, idle)).rejects.toThrow('enough');
    await untilAborted();
  });

  it('uses its connections again', async () => {
    for (let answers = 0; answers < 6; answers++) await write();
    // The next request may come before the connection of the last one is free.
    expect(new Set(server.requests.map(({ port }) => port)).size).toBeLessThan(3);
  });

  async function untilAborted(): Promise<void> {
    for (let waited = 0; waited < 2_000 && !server.requests[0]?.aborted; waited += 10) await delay(10);
    expect(server.requests[0]?.aborted).toBe(true);
  }
});
