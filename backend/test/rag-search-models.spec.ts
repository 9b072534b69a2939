import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AnswerTrace, SearchResult } from '@chatkit/contract';
import { HttpReranker } from '../src/llm/http-reranker.js';
import { IngestionQueue } from '../src/rag/ingestion/ingestion-queue.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { TestApp, type TestUser } from './support/test-app.js';

const REWRITTEN = 'How long is the trial period of the canteen card?';

describe('models for the search', () => {
  const models = new ScriptedModelServer();
  let server: TestApp;
  let ada: TestUser;

  beforeAll(async () => {
    await models.start();
    server = await TestApp.start({
      OPENAI_BASE_URL: models.baseUrl,
      CHAT_MODEL: 'scripted',
      REWRITE_MODEL: 'rewriter',
      RERANK_URL: `${models.baseUrl}/rerank`,
      RERANK_MODEL: 'ranker',
      RERANK_API_KEY: 'rerank-key',
      LOG_LEVEL: 'error',
    });
    ada = await server.signUp('Ada');
    await add('Canteen', 'The canteen card has a trial period of two weeks.');
    await add('Contracts', 'The trial period of a contract is six months.');
    await add('Parking', 'Parking is free in the trial period of a contract and after the trial period.');
    await server.app.get(IngestionQueue).settled();
  });
  beforeEach(() => models.reset());
  afterAll(async () => {
    await server.stop();
    await models.close();
  });

  const add = (title: string, text: string) => ada.post('/api/rag/documents', { title, text, visibility: 'shared' });
  const search = async (query: string) => (await ada.post<SearchResult>('/api/rag/search', { query, limit: 3 })).body;
  const traceOf = async (id: string) => (await ada.get<AnswerTrace>(`/api/chat/messages/${id}/trace`)).body.retrieval;
  const requestsOf = (model: string) => models.requests.filter(({ body }) => body.model === model);

  /** Asks about contracts first, then what follows. */
  async function followUp(content: string) {
    const first = await ada.send({ content: 'How long is the trial period of a contract?' });
    return ada.send({ threadId: first.body.thread.id, parentId: first.body.message.id, content });
  }

  it('rank passages as the reranker does', async () => {
    models.rerankAs((_, text) => (text.startsWith('Parking') ? -0.5 : text.startsWith('Canteen') ? -1 : -2));
    const { data } = await search('trial period of a contract');
    expect(data.map(({ title, score }) => [title, score])).toEqual([
      ['Parking', -0.5],
      ['Canteen', -1],
      ['Contracts', -2],
    ]);
    expect(data[0]?.legs.lexical?.rank).toBeGreaterThan(0);
    const [request] = requestsOf('ranker');
    expect(request?.headers.authorization).toBe('Bearer rerank-key');
    expect(request?.body).toMatchObject({ query: 'trial period of a contract', top_n: 3 });
    expect(request?.body.documents).toContain('Canteen\nThe canteen card has a trial period of two weeks.');
  });

  it('keep the order of the search where the reranker fails', async () => {
    const before = (await search('canteen card')).data.map(({ title }) => title);
    for (const script of [{ status: 503 }, { garbage: '<html>' }, { garbage: '{"results":[]}' }]) {
      models.script(({ path }) => (path === '/v1/rerank' ? script : {}));
      expect((await search('canteen card')).data.map(({ title }) => title)).toEqual(before);
    }
    expect(before[0]).toBe('Canteen');
  });

  it('search for a follow-up question as it is and as it was rewritten', async () => {
    models.script(({ body }) => ({ text: body.model === 'rewriter' ? `\n${REWRITTEN}\n` : 'Two weeks [1].' }));
    const { body } = await followUp('And that of the card?');
    expect(body.message).toMatchObject({ status: 'complete', content: 'Two weeks [1].' });
    expect(body.message.citations[0]?.title).toBe('Canteen');
    const trace = await traceOf(body.message.id);
    expect(trace.rewritten).toBe(REWRITTEN);
    expect(trace.queries[0]?.text).toBe('And that of the card?');
    expect(trace.legs.map(({ rewritten, weight }) => [rewritten, weight])).toEqual([
      [undefined, 0.5],
      [true, 0.5],
    ]);
    expect(trace.reranked).toMatchObject({ model: 'ranker', found: [{ title: 'Canteen', rank: 1 }, {}, {}] });
    const rewriting = requestsOf('rewriter');
    expect(rewriting).toHaveLength(1);
    expect(rewriting[0]?.body.messages?.[1]?.content).toContain('How long is the trial period of a contract?');
  });

  it('search for a follow-up question as it is where it could not be rewritten', async () => {
    models.script(({ body }) => (body.model === 'rewriter' ? { status: 500 } : { text: 'Two weeks [1].' }));
    const { body } = await followUp('And the trial period of the canteen card?');
    expect(body.message.status).toBe('complete');
    const trace = await traceOf(body.message.id);
    expect(trace.rewritten).toBeUndefined();
    expect(trace.legs).toHaveLength(1);
  });

  it('speak to servers of one model, which know no names', async () => {
    const url = models.baseUrl.replace(/v1$/, 'rerank');
    const reranker = new HttpReranker({ url, model: undefined, apiKey: undefined });
    const signal = new AbortController().signal;
    expect(await reranker.rerank('red apples', ['pears', 'red apples', 'apples'], signal)).toEqual([0, 2, 1]);
    expect(models.requests[0]?.body).toMatchObject({ texts: ['pears', 'red apples', 'apples'], truncate: true });
    expect(models.requests[0]?.headers.authorization).toBeUndefined();
  });
});
