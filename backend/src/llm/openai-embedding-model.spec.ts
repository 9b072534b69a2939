import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ScriptedModelServer } from '../../test/support/scripted-model-server.js';
import { OpenAiEmbeddingModel } from './openai-embedding-model.js';

describe('OpenAiEmbeddingModel', () => {
  const server = new ScriptedModelServer();
  const idle = new AbortController().signal;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    await server.start();
  });
  afterEach(() => server.reset());
  afterAll(() => server.close());

  const embed = (texts: string[], signal = idle, timeoutMs = 2_000) =>
    new OpenAiEmbeddingModel({ model: 'scripted', apiKey: 'sk-secret', baseUrl: server.baseUrl, timeoutMs }).embed(
      texts,
      signal,
    );
  const inputs = () => server.requests.map(({ body }) => [body.input ?? []].flat());
  const answerWith = (data: unknown) => server.script({ garbage: JSON.stringify({ object: 'list', data }) });

  it('gives one vector of unit norm per text, in order', async () => {
    server.embedAs((text) => (text === 'a' ? [3, 4] : [0, 2]));
    const [a, b] = await embed(['a', 'b']);
    expect([...(a ?? [])]).toEqual([expect.closeTo(0.6), expect.closeTo(0.8)]);
    expect([...(b ?? [])]).toEqual([0, 1]);
    expect(server.requests[0]).toMatchObject({ path: '/v1/embeddings', body: { model: 'scripted' } });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-secret');
  });

  it('reads plain numbers from servers that know no other encoding, whatever their order', async () => {
    answerWith([
      { index: 1, embedding: [0, 5] },
      { index: 0, embedding: [7, 0] },
    ]);
    expect((await embed(['a', 'b'])).map((vector) => [...vector])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('asks nothing for no texts, and for many in batches', async () => {
    expect(await embed([])).toEqual([]);
    const texts = Array.from({ length: 70 }, (_, number) => `text ${number}`);
    expect(await embed(texts)).toHaveLength(70);
    expect(inputs().map(({ length }) => length)).toEqual([32, 32, 6]);
    expect(inputs().flat()).toEqual(texts);
  });

  it('embeds the beginning of a text that is too long for the model, and the others whole', async () => {
    server.script(({ body }) =>
      [body.input ?? []].flat().some(({ length }) => length > 1_000) ? { status: 400 } : {},
    );
    const long = 'long '.repeat(600);
    const vectors = await embed(['a', 'b', long, 'c']);
    expect(vectors).toEqual(await embed(['a', 'b', long.slice(0, 750), 'c']));
  });

  it('gives up when short texts are refused', async () => {
    server.script({ status: 400 });
    await expect(embed(['a', 'b'])).rejects.toMatchObject({ name: 'ModelError', code: 'model_refused' });
    expect(server.requests).toHaveLength(2);
  });

  it('tries again when the server fails', async () => {
    server.script(() => (server.requests.length < 3 ? { status: 503 } : {}));
    expect(await embed(['a'])).toHaveLength(1);
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    [500, 'model_unavailable', 3],
    [401, 'model_refused', 1],
    [404, 'model_unavailable', 1],
  ])('turns HTTP %d into %s after %d requests', async (status, code, requests) => {
    server.script({ status });
    await expect(embed(['a'])).rejects.toMatchObject({ name: 'ModelError', code });
    expect(server.requests).toHaveLength(requests);
  });

  it.each([
    ['too few', [{ index: 0, embedding: [1] }]],
    [
      'the same twice',
      [
        { index: 0, embedding: [1] },
        { index: 0, embedding: [1] },
      ],
    ],
    [
      'of different lengths',
      [
        { index: 0, embedding: [1] },
        { index: 1, embedding: [1, 2] },
      ],
    ],
    [
      'empty',
      [
        { index: 0, embedding: [] },
        { index: 1, embedding: [] },
      ],
    ],
    [
      'no numbers',
      [
        { index: 0, embedding: ['x'] },
        { index: 1, embedding: [null] },
      ],
    ],
    ['nothing', null],
  ])('refuses vectors that are %s', async (_, data) => {
    answerWith(data);
    await expect(embed(['a', 'b'])).rejects.toMatchObject({ name: 'ModelError', code: 'model_unavailable' });
  });

  it('gives up after the time-out', async () => {
    server.script({ firstTokenDelayMs: 5_000 });
    await expect(embed(['a'], idle, 50)).rejects.toMatchObject({ name: 'ModelError', code: 'model_timeout' });
    expect(server.requests).toHaveLength(1);
  });

  it('stops when it is aborted', async () => {
    server.script({ firstTokenDelayMs: 5_000 });
    const stop = new AbortController();
    const answer = embed(['a'], stop.signal);
    stop.abort(new Error('stopped'));
    await expect(answer).rejects.toThrow('stopped');
  });
});
