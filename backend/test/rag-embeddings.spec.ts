import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { Document, Passage } from '@chatkit/contract';
import { Pool } from 'pg';
import { EmbeddingSchedule } from '../src/rag/ingestion/embedding-schedule.js';
import { IngestionQueue } from '../src/rag/ingestion/ingestion-queue.js';
import { Retriever } from '../src/rag/retrieval/retriever.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { TestApp, type TestUser } from './support/test-app.js';

const HOLIDAYS = 'Every employee has thirty days of paid leave.';
const BICYCLES = 'Bicycles are lent out by the porter at the gate.';
const PATIENCE_MS = 20_000;

/** What means the same lies in the same direction, whatever the words. */
function direction(text: string): number[] | undefined {
  if (/vacation|leave/.test(text)) return [1, 0.1, 0];
  if (/bike|bicycle/i.test(text)) return [0, 1, 0.1];
  return [0, 0, 1];
}

describe('embeddings', () => {
  const models = new ScriptedModelServer();
  let server: TestApp;
  let owner: TestUser;
  let other: TestUser;
  let count = 0;

  beforeAll(async () => {
    await models.start();
    models.embedAs(direction);
    server = await TestApp.start(settings('first'));
    owner = await server.signUp('Owen');
    other = await server.signUp('Otto');
    await add('Holidays', HOLIDAYS);
    await add('Bicycles', BICYCLES);
    await embedded();
  });
  afterEach(() => {
    models.reset();
    models.embedAs(direction);
  });
  afterAll(async () => {
    await server.stop();
    await models.close();
  });

  function settings(model: string) {
    return {
      OPENAI_BASE_URL: models.baseUrl,
      CHAT_MODEL: 'scripted',
      EMBEDDING_MODEL: model,
      LOG_LEVEL: 'error',
    };
  }

  const rowsOf = async <T extends object>(statement: string, values: unknown[] = []) =>
    (await server.app.get(Pool).query<T>(statement, values)).rows;

  async function add(title: string, text: string, visibility = 'shared'): Promise<Document> {
    count += 1;
    const answer = await owner.post<Document>('/api/rag/documents', {
      title,
      text: `${text}\n\nNo. ${count}`,
      visibility,
    });
    await server.app.get(IngestionQueue).settled();
    return answer.body;
  }

  const read = async ({ id }: Document) => (await owner.get<Document>(`/api/rag/documents/${id}`)).body;

  async function search(user: TestUser, query: string, limit = 8): Promise<Passage[]> {
    return (await user.post<{ data: Passage[] }>('/api/rag/search', { query, limit })).body.data;
  }

  async function modelsOf(documentId?: string): Promise<(string | null)[]> {
    const rows = await rowsOf<{ model: string | null }>(
      `select model from chunks left join chunk_embeddings on chunk_id = chunks.id
       where $1::uuid is null or chunks.document_id = $1`,
      [documentId ?? null],
    );
    return rows.map(({ model }) => model);
  }

  /** Waits until every chunk has a vector of the model. */
  async function embedded(model = 'first'): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      await server.app.get(EmbeddingSchedule).settled();
      const found = await modelsOf();
      if (found.every((name) => name === model)) return;
      if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(found)}`);
      await delay(50);
    }
  }

  const breakEmbeddings = (script = { status: 503 } as object) =>
    models.script(({ path }) => (path === '/v1/embeddings' ? script : { text: 'From the documents [1].' }));

  it('finds a passage that shares no word with the question', async () => {
    const [first] = await search(other, 'How much vacation?', 1);
    expect(first).toMatchObject({ title: 'Holidays', score: expect.any(Number) });
    expect((await search(other, 'May I take a bike?', 1))[0]?.title).toBe('Bicycles');
  });

  it('embeds the title and the headings with the text', async () => {
    await add('Garden', '# Garden\n\n## Roses\n\nWater them in the evening.');
    await embedded();
    const inputs = models.requests.flatMap(({ body }) => body.input ?? []);
    expect(inputs).toContainEqual(expect.stringMatching(/^Garden\nRoses\n[^]*Water them/));
  });

  it('ranks what both searches find above what one of them finds', async () => {
    await add('Trips', 'The bicycle trip is in May.');
    await add('Posters', 'A poster about a trip.');
    await embedded();
    const titles = (await search(other, 'bicycle trip')).map(({ title }) => title);
    expect(titles[0]).toBe('Trips');
    expect(titles).toEqual(expect.arrayContaining(['Bicycles', 'Posters']));
  });

  it('understands a follow-up question from the one before it', async () => {
    const conversation = [
      { role: 'user' as const, content: 'How much vacation do I get?' },
      { role: 'assistant' as const, content: 'Thirty days [1].' },
    ];
    await server.app.get(Retriever).retrieve({ userId: other.id, question: 'And part-time?', conversation });
    expect(models.requests.at(-1)?.body.input).toEqual(['And part-time?\nHow much vacation do I get?']);
  });

  it('finds private passages for their owner only, however near they are', async () => {
    const secret = await add('Salaries', 'The vacation bonus is secret.', 'private');
    await embedded();
    expect((await search(owner, 'vacation', 50)).map(({ documentId }) => documentId)).toContain(secret.id);
    expect((await search(other, 'vacation', 50)).map(({ documentId }) => documentId)).not.toContain(secret.id);
    await owner.request('PATCH', `/api/rag/documents/${secret.id}`, { visibility: 'shared' });
    await server.app.get(IngestionQueue).settled();
    await embedded();
    expect((await search(other, 'vacation', 50)).map(({ documentId }) => documentId)).toContain(secret.id);
    await owner.request('PATCH', `/api/rag/documents/${secret.id}`, { visibility: 'private' });
    expect((await search(other, 'vacation', 50)).map(({ documentId }) => documentId)).not.toContain(secret.id);
    await server.app.get(IngestionQueue).settled();
    await embedded();
  });

  it('forgets the vectors of a deleted document', async () => {
    const { id } = await add('Gone', 'Soon gone.');
    await embedded();
    await owner.request('DELETE', `/api/rag/documents/${id}`);
    expect(await rowsOf('select from chunk_embeddings where document_id = $1', [id])).toEqual([]);
  });

  it('takes documents in while the embedding server is down, and embeds them later', async () => {
    breakEmbeddings();
    const document = await add('Lamps', 'Lamps hang in the hall.');
    expect(await read(document)).toMatchObject({ status: 'ready', error: null });
    await server.app.get(EmbeddingSchedule).settled();
    expect(await modelsOf(document.id)).toEqual([null]);
    expect((await search(other, 'lamps'))[0]?.documentId).toBe(document.id);
    models.reset();
    models.embedAs(direction);
    await embedded();
    expect(await modelsOf(document.id)).toEqual(['first']);
  });

  it('embeds every passage of a long document', async () => {
    const { id } = await add('Long', 'A sentence of a long document. '.repeat(2_500));
    await embedded();
    expect((await modelsOf(id)).length).toBeGreaterThan(50);
  });

  it.each([
    ['is down', { status: 503 }],
    ['is slow', { firstTokenDelayMs: 30_000 }],
    ['sends nonsense', { garbage: '<html>' }],
  ])('answers by words alone when the embedding server %s', async (_, script) => {
    breakEmbeddings(script);
    const begun = performance.now();
    const { status, body } = await other.send({ content: 'Who lends out bicycles at the gate?' });
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(status).toBe(201);
    expect(body.message).toMatchObject({ status: 'complete', content: 'From the documents [1].' });
    expect(body.message.citations[0]?.title).toBe('Bicycles');
  });

  it('lets the model judge what only the vectors found', async () => {
    models.script({ text: 'Thirty days [1].' });
    const paraphrase = await other.send({ content: 'How much vacation?' });
    expect(paraphrase.body.message).toMatchObject({ status: 'complete', content: 'Thirty days [1].' });
    models.script({ text: 'The documents do not say.' });
    const unanswerable = await other.send({ content: 'vacation on Mars with Martians?' });
    expect(unanswerable.body.message).toMatchObject({ status: 'no_answer' });
  });

  it('passes over vectors of other dimensions than the question has', async () => {
    models.embedAs(() => [1, 0]);
    expect((await search(other, 'bicycles'))[0]?.title).toMatch(/Bicycles|Trips/);
  });

  const indexes = () =>
    rowsOf<{ definition: string }>(
      `select indexdef as definition from pg_indexes where tablename = 'chunk_embeddings' and indexdef ~ 'hnsw'`,
    );

  it('has an index for the vectors of its model', async () => {
    expect(await indexes()).toEqual([{ definition: expect.stringMatching(/vector\(3\).*model = 'first'/) }]);
  });

  it('embeds all documents anew with another model, and answers with the one before until then', async () => {
    await server.shutDown();
    const isNew = ({ body }: { body: { model?: string } }) => body.model === 'second';
    models.script((request) => (isNew(request) ? { status: 503 } : {}));
    server.configure(settings('second'));
    await server.open();
    expect((await search(other, 'How much vacation?', 1))[0]?.title).toBe('Holidays');
    expect(models.requests.filter(({ body }) => body.input).map(({ body }) => body.model)).toContain('first');
    models.reset();
    models.embedAs((text) => direction(text)?.toReversed());
    await embedded('second');
    expect(await indexes()).toEqual([{ definition: expect.stringContaining(`model = 'second'`) }]);
    await delay(2_100); // until then it may still ask the one before
    expect((await search(other, 'How much vacation?', 1))[0]?.title).toBe('Holidays');
    const documents = await rowsOf<{ model: string }>('select distinct embedding_model as model from documents');
    expect(documents).toEqual([{ model: 'second' }]);
  });

  it('asks the embedding server for nothing that it has', async () => {
    await server.shutDown();
    models.reset();
    models.embedAs(direction);
    await server.open();
    await embedded('second');
    expect(models.requests).toEqual([]);
  });

  it('keeps vectors of 3,072 dimensions in an index, too', async () => {
    await server.shutDown();
    models.reset();
    models.embedAs((text) => [...(direction(text) ?? []), ...Array<number>(3_069).fill(0)]);
    server.configure(settings('wide'));
    await server.open();
    await embedded('wide');
    await delay(2_100);
    expect(await indexes()).toEqual([{ definition: expect.stringMatching(/halfvec\(3072\).*model = 'wide'/) }]);
    expect((await search(other, 'How much vacation?', 1))[0]?.title).toBe('Holidays');
  });
});
