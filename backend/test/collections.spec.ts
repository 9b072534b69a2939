import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { AnswerTrace, Collections, Document, Page, Passage, Problem, SearchResult, Turn } from '@chatkit/contract';
import { Pool, type PoolClient } from 'pg';
import { findViolations } from '../src/database/invariants.js';
import { IngestionQueue } from '../src/rag/ingestion/ingestion-queue.js';
import { EmbeddingSchedule } from '../src/rag/ingestion/embedding-schedule.js';
import { type IndexedChunk, LexicalIndex } from '../src/rag/retrieval/lexical-index.js';
import { SEARCH_BY_SCAN, SEARCH_BY_TERMS } from '../src/rag/retrieval/lexical-statements.js';
import { Retriever } from '../src/rag/retrieval/retriever.js';
import { vectorParameter } from '../src/rag/retrieval/vector-parameter.js';
import { searchAllVectors, searchByVector } from '../src/rag/retrieval/vector-statements.js';
import { Random } from './support/random.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { type Frame, TestApp, type TestUser } from './support/test-app.js';

const ANCHOR = 'The ferry drops its anchor in the bay.';

describe('collections', () => {
  const models = new ScriptedModelServer();
  let server: TestApp;
  let owner: TestUser;
  let other: TestUser;

  beforeAll(async () => {
    await models.start();
    models.embedAs((text) => (text.includes('anchor') ? [1, 0, 0] : [0, 1, 0]));
    server = await TestApp.start({
      OPENAI_BASE_URL: models.baseUrl,
      EMBEDDING_MODEL: 'scripted',
      CHAT_MODEL: 'scripted',
    });
    owner = await server.signUp('Owen');
    other = await server.signUp('Otto');
    await add('Ferry', { text: ANCHOR, collection: 'Boats' });
    for (const part of ['stern', 'bow', 'deck'])
      await add(`Ship ${part}`, { text: `The ${part} of this ferry was painted last summer.`, collection: 'Boats' });
    for (const place of ['harbour', 'museum', 'garden', 'square'])
      await add(`Place ${place}`, { text: `An old anchor stands in the ${place} of our town.`, collection: null });
    await add('Railway', { text: 'The train to the ferry leaves every hour, says its anchor.', collection: 'Trains' });
    await add('Secret', { text: 'Our secret anchor was made of gold.', collection: 'Boats', visibility: 'private' });
    await settled();
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(async () => {
    await server.stop();
    await models.close();
  });

  async function add(title: string, body: Record<string, unknown>): Promise<Document> {
    const answer = await owner.post<Document>('/api/rag/documents', { title, visibility: 'shared', ...body });
    expect(answer.status).toBe(201);
    return answer.body;
  }

  async function settled(): Promise<void> {
    await server.app.get(IngestionQueue).settled();
    await server.app.get(EmbeddingSchedule).settled();
  }

  async function search(user: TestUser, query: string, collection?: string): Promise<Passage[]> {
    const body = { query, limit: 50, ...(collection !== undefined && { collection }) };
    return (await user.post<SearchResult>('/api/rag/search', body)).body.data;
  }

  const retrievalOf = async ({ id }: { id: string }) =>
    (await other.get<AnswerTrace>(`/api/chat/messages/${id}/trace`)).body.retrieval;
  const titles = (passages: { title: string }[]) => passages.map(({ title }) => title).sort();
  const path = (id: string) => `/api/rag/documents/${id}`;
  const move = (id: string, collection: string | null) => owner.request<Document>('PATCH', path(id), { collection });
  const violations = async () => (await findViolations(server.app.get(Pool))).filter(({ count }) => count > 0);

  it('are searched alone, by words and by meaning, in what the reader may see', async () => {
    expect(titles(await search(other, 'anchor', 'Boats'))).toEqual(['Ferry', 'Ship bow', 'Ship deck', 'Ship stern']);
    expect(titles(await search(owner, 'anchor', 'Boats'))).toContain('Secret');
    expect(titles(await search(other, 'anchor', 'Trains'))).toEqual(['Railway']);
    expect(await search(other, 'anchor', 'boats')).toEqual([]);
    expect(titles(await search(other, 'anchor')).length).toBe(9);
  });

  it('weigh words by how rare they are in them', async () => {
    const [alone, among] = [await search(other, 'anchor', 'Boats'), await search(other, 'anchor')];
    const score = (passages: Passage[]) => passages.find(({ title }) => title === 'Ferry')?.legs.lexical?.score ?? NaN;
    const { rows } = await server.app.get(Pool).query<{ all: number; boats: number }>(
      `select count(*)::integer as all, count(*) filter (where collection = 'Boats')::integer as boats
         from chunk_terms where config = 'english'`,
    );
    const idf = (chunks: number, holding: number) => Math.log(1 + (chunks - holding + 0.5) / (holding + 0.5));
    const [{ all, boats } = { all: 0, boats: 0 }] = rows;
    expect([all, boats]).toEqual([10, 5]);
    expect(score(alone) / score(among)).toBeCloseTo(idf(boats, 2) / idf(all, 7), 5);
  });

  it('weigh a passage by its length beside the others of its collection', async () => {
    const lengths = async () => {
      const { rows } = await server.app.get(Pool).query<{ average: number; length: number; passages: number }>(
        `select average_chunk_length('english') as average, sum(length)::float8 as length, count(*)::float8 as passages
           from chunk_terms where collection = 'Boats'`,
      );
      return rows[0] ?? { average: NaN, length: NaN, passages: NaN };
    };
    const before = await lengths();
    // Until a collection is known, the average of all counts as 20 of its passages.
    const average = (before.average * 20 + before.length) / (20 + before.passages);
    const { id } = await add('Stable', { text: 'A unicorn lives in the hold of the ship.', collection: 'Boats' });
    await settled();
    const after = await lengths();
    const [found] = await search(other, 'unicorn', 'Boats');
    const impact = 2.2 / (1 + 1.2 * (0.25 + (0.75 * (after.length - before.length)) / average));
    const idf = Math.log(1 + (after.passages - 1 + 0.5) / 1.5);
    expect(found?.legs.lexical?.score).toBeCloseTo(idf * impact, 5);
    expect(Math.abs(average - before.average)).toBeGreaterThan(1);
    await owner.request('DELETE', path(id));
  });

  it('are searched the same by each statement', async () => {
    const pool = server.app.get(Pool);
    for (const collection of ['Boats', 'Trains', '']) {
      const byWords = [['the ferry and its anchor'], [1], [null], other.id, 50, collection];
      const [scanned, byTerms] = await Promise.all([
        pool.query(SEARCH_BY_SCAN, byWords),
        pool.query(SEARCH_BY_TERMS, byWords),
      ]);
      expect(scanned.rows.length).toBeGreaterThan(0);
      expect(byTerms.rows).toEqual(scanned.rows);
      const byMeaning = [other.id, 'scripted', vectorParameter(Float32Array.from([1, 0, 0])), 50, collection];
      const [compared, nearest] = await Promise.all([
        pool.query<{ title: string }>(searchAllVectors(3), byMeaning),
        pool.query<{ title: string }>(searchByVector(3), byMeaning),
      ]);
      expect(titles(nearest.rows)).toEqual(titles(compared.rows));
      expect(compared.rows).toHaveLength({ Boats: 4, Trains: 1, '': 9 }[collection] ?? NaN);
    }
  });

  it('limit what is retrieved for an answer', async () => {
    const request = { userId: other.id, question: 'Where is the anchor?', conversation: [] };
    const { passages, documents } = await server.app.get(Retriever).retrieve({ ...request, collection: 'Trains' });
    expect([titles(passages), documents]).toEqual([['Railway'], 1]);
  });

  it('are kept with a question, for all of its answers and for whoever writes them', async () => {
    const question = { content: 'Where is the anchor?', collection: 'Trains', clientMessageId: 'anchor' };
    const { body: asked } = await other.send(question);
    expect([asked.userMessage.collection, asked.message.collection]).toEqual(['Trains', undefined]);
    expect(asked.message).toMatchObject({ status: 'complete', citations: [{ title: 'Railway' }] });
    expect((await other.send(question)).body.message.id).toBe(asked.message.id);
    expect((await other.send({ ...question, collection: 'Boats' })).status).toBe(422);

    const retryPath = `/api/chat/messages/${asked.message.id}/retry`;
    const { body: again } = await other.post<Turn>(retryPath, {});
    expect(await retrievalOf(again.message)).toMatchObject({ collection: 'Trains', documents: 1 });

    models.script(({ path }) => (path === '/v1/embeddings' ? {} : { firstTokenDelayMs: 60_000 }));
    const begun = (frames: Frame[]) => frames.some(({ event }) => event === 'sources');
    const frames = await other.stream('POST', retryPath, {}, {}, begun);
    const { id = '' } = frames.find(({ event }) => event === 'turn')?.data.message ?? {};
    models.script({});
    // as if another instance had begun it, and died
    await server.app
      .get(Pool)
      .query(`update chat_messages set owner = gen_random_uuid(), lease_until = '-infinity' where id = $1`, [id]);
    const ended = await other.stream('GET', `/api/chat/messages/${id}/events`);
    expect(ended.at(-1)).toMatchObject({ event: 'end', data: { status: 'complete' } });
    expect(await retrievalOf({ id })).toMatchObject({ collection: 'Trains', documents: 1 });
    const { body: elsewhere } = await other.send({ content: question.content });
    expect(elsewhere.userMessage.collection).toBeUndefined();
    expect(await retrievalOf(elsewhere.message)).not.toHaveProperty('collection');
  });

  it('are told of a document, and list what is in them', async () => {
    const { body } = await other.get<Page<Document>>('/api/rag/documents?collection=Boats');
    expect(body.data.map(({ collection }) => collection)).toEqual(['Boats', 'Boats', 'Boats', 'Boats']);
    const file = new FormData();
    file.append('file', new Blob(['Rafts float.']), 'rafts.txt');
    file.append('collection', ' Rafts ');
    const uploaded = await fetch(`${server.url}/api/rag/documents/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.token}` },
      body: file,
    });
    expect([uploaded.status, await uploaded.json()]).toEqual([201, expect.objectContaining({ collection: 'Rafts' })]);
    await settled();
  });

  it('are listed with the documents in them that the reader may see', async () => {
    const list = async (user: TestUser) => (await user.get<Collections>('/api/rag/collections')).body.data;
    expect(await list(other)).toEqual([
      { name: 'Boats', documents: 4 },
      { name: 'Trains', documents: 1 },
    ]);
    expect(await list(owner)).toEqual([
      { name: 'Boats', documents: 5 },
      { name: 'Rafts', documents: 1 },
      { name: 'Trains', documents: 1 },
    ]);
  });

  it.each(['', ' ', 'x'.repeat(65), 7, 'nul \0'])('refuse the label %j', async (collection) => {
    const answers = [
      await owner.post<Problem>('/api/rag/documents', { title: 'x', text: 'x', collection }),
      await owner.post<Problem>('/api/rag/search', { query: 'x', collection }),
      await owner.request<Problem>('PATCH', path('5f0c2b1e-6a54-4a0e-9c55-3b1f6e0c9a11'), { collection }),
    ];
    expect(answers.map(({ status }) => status).slice(0, 2)).toEqual([400, 400]);
    expect(answers[2]?.status).toBeLessThan(500);
  });

  it('lose a document that is moved at once, and find it in the other when it has been taken in', async () => {
    const { id } = await add('Submarine', { text: 'A periscope looks around.', collection: 'Boats' });
    await settled();
    expect(titles(await search(other, 'periscope', 'Boats'))).toContain('Submarine');
    const { body, headers } = await owner.request<Document>('PATCH', path(id), { collection: 'Toys' });
    expect(body).toMatchObject({ collection: 'Toys', status: 'processing' });
    expect(titles(await search(other, 'periscope', 'Boats'))).not.toContain('Submarine');
    await settled();
    expect(titles(await search(other, 'periscope', 'Toys'))).toEqual(['Submarine']);
    const stale = await owner.request(
      'PATCH',
      path(id),
      { collection: null },
      { 'if-match': headers.get('etag') ?? '' },
    );
    expect(stale.status).toBe(412);
    expect((await move(id, null)).body.collection).toBeNull();
    await settled();
    expect(await search(other, 'periscope', 'Toys')).toEqual([]);
    expect(titles(await search(other, 'periscope'))).toContain('Submarine');
    expect(await violations()).toEqual([]);
  });

  it('hold a document whole that was moved back and forth while it was taken in', async () => {
    const text = Array.from({ length: 30 }, (_, part) => `## Part ${part}\n\nA canoe. ${'It rains. '.repeat(90)}`);
    const index = server.app.get(LexicalIndex);
    const store = index.add.bind(index);
    const [reached, opened] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    let slices = 0;
    jest.spyOn(index, 'add').mockImplementation(async (client: PoolClient, chunks: IndexedChunk[]) => {
      if (slices++ === 1) {
        reached.resolve(undefined);
        await opened.promise;
      }
      return store(client, chunks);
    });
    const { id } = await add('Canoes', { text: text.join('\n\n'), collection: 'Boats' });
    await reached.promise;
    const moving = move(id, 'Toys').then(() => move(id, 'Boats'));
    opened.resolve(undefined);
    await moving;
    await settled();
    expect((await search(other, 'canoe', 'Boats')).filter(({ documentId }) => documentId === id)).toHaveLength(30);
    expect(await search(other, 'canoe', 'Toys')).toEqual([]);
    expect(await violations()).toEqual([]);
    await owner.request('DELETE', path(id));
  });

  it('keep exact counts while documents are added, moved, replaced and deleted at once', async () => {
    const random = new Random(11);
    const labels = [null, 'Boats', 'Trains', 'Toys'];
    await Promise.all(
      Array.from({ length: 16 }, async (_, n) => {
        const text = `Number ${n} of many. ${'An anchor and a ferry. '.repeat(random.between(1, 400))}`;
        const { id } = await add(`Many ${n}`, { text, collection: random.pick(labels) });
        await move(id, random.pick(labels));
        if (n % 3 === 0) await owner.request('PUT', `${path(id)}/text`, { text: `${text} Revised.` });
        await move(id, random.pick(labels));
        if (n % 4 === 0) await owner.request('DELETE', path(id));
      }),
    );
    await settled();
    expect(await violations()).toEqual([]);
    const { rows } = await server.app
      .get(Pool)
      .query<{ collections: string[] }>(
        `select array_agg(distinct collection order by collection) as collections from term_frequency_changes`,
      );
    expect(rows[0]?.collections).toEqual(expect.arrayContaining(['', 'Boats', 'Toys', 'Trains']));
  });
});
