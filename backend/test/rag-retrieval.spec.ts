import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { Document, DocumentText, Passage, Problem, SearchResult } from '@chatkit/contract';
import { Pool } from 'pg';
import { IngestionQueue } from '../src/rag/ingestion/ingestion-queue.js';
import { SEARCH_BY_SCAN, SEARCH_BY_TERMS } from '../src/rag/retrieval/lexical-statements.js';
import { Retriever } from '../src/rag/retrieval/retriever.js';
import { TestApp, type TestUser } from './support/test-app.js';

const SHARED = `# Employee handbook

## Holidays

Every employee has thirty days of holiday a year. Up to five days can be carried over to the next year.

## Bicycles

Bicycles can be borrowed from the porter. Take the key and write your name into the book on the desk.

## Office on the island

The office on the island opens at seven. The ferry leaves from the northern pier every hour.
`;

describe('retrieval', () => {
  let server: TestApp;
  let owner: TestUser;
  let other: TestUser;
  let secret: Document;

  beforeAll(async () => {
    server = await TestApp.start();
    owner = await server.signUp('Owen');
    other = await server.signUp('Otto');
    await add('Employee handbook', SHARED, 'shared');
    await add('Windows guide', '# Windows guide\n\nOn Windows, bicycles are rented with the porter app.', 'shared');
    await add('出差规定', '员工出差应当首先选择火车。超过六小时的旅程可以预订机票。', 'shared');
    secret = await add('Salaries', '# Salaries\n\nThe porter earns a secret salary of doubloons.', 'private');
    await server.app.get(IngestionQueue).settled();
  });
  afterAll(() => server.stop());

  async function add(title: string, text: string, visibility: string): Promise<Document> {
    return (await owner.post<Document>('/api/rag/documents', { title, text, visibility })).body;
  }

  async function search(user: TestUser, query: string): Promise<Passage[]> {
    return (await user.post<{ data: Passage[] }>('/api/rag/search', { query })).body.data;
  }

  const retrieve = (question: string, conversation: { role: 'user' | 'assistant'; content: string }[] = []) =>
    server.app.get(Retriever).retrieve({ userId: other.id, question, conversation });

  it('finds the passage that answers, with quotes that can be checked', async () => {
    const passages = await search(other, 'How many days of holiday do I have?');
    expect(passages[0]).toMatchObject({ n: 1, title: 'Employee handbook', headingPath: ['Holidays'] });
    for (const [index, { n, documentId, versionId, start, end, quote, hash }] of passages.entries()) {
      const { body } = await other.get<DocumentText>(`/api/rag/documents/${documentId}/text?versionId=${versionId}`);
      expect(n).toBe(index + 1);
      expect(body.text.slice(start, end)).toBe(quote);
      expect(hash).toBe(createHash('sha256').update(quote).digest('hex'));
    }
    expect(passages.map(({ score }) => score)).toEqual(passages.map(({ score }) => score).sort((a, b) => b - a));
  });

  it('finds inflected words', async () => {
    expect((await search(other, 'borrowing a bicycle'))[0]?.headingPath).toEqual(['Bicycles']);
  });

  it.each([
    [
      'Reisekosten',
      'Die Reisekosten werden innerhalb von drei Wochen erstattet, wenn alle Belege vorliegen und geprüft wurden.',
      'erstattete Belegen',
    ],
    [
      'Congés',
      'Les salariés disposent de trente jours de congés payés par an et peuvent les reporter à l’année suivante.',
      'congé payé du salarié',
    ],
    [
      'Отпуск',
      'Каждый сотрудник получает тридцать дней отпуска в год и может перенести пять дней на следующий год.',
      'отпуском сотрудников',
    ],
  ])('finds inflected words of "%s" in its own language', async (title, text, query) => {
    await add(title, text, 'shared');
    await server.app.get(IngestionQueue).settled();
    expect((await search(other, query))[0]?.title).toBe(title);
  });

  it('says where each leg has a passage, and whether a chat would answer', async () => {
    const { body } = await other.post<SearchResult>('/api/rag/search', {
      query: 'How many days of holiday do I have?',
    });
    expect(body.data[0]?.legs).toEqual({ lexical: { rank: 1, score: body.data[0]?.score }, vector: null });
    expect(body.supported).toBe(true);
    expect(body.confidence).toBeGreaterThan(0.5);
    const nothing = await other.post<SearchResult>('/api/rag/search', { query: 'Who won the world cup in 1998?' });
    expect(nothing.body.supported).toBe(false);
  });

  it('traces how the passages for an answer were found', async () => {
    const { trace } = await retrieve('And who can borrow them?', [
      { role: 'user', content: 'Where are the bicycles?' },
      { role: 'assistant', content: 'With the porter.' },
    ]);
    expect(trace.queries.map(({ text, weight, keywords }) => [text, weight, keywords])).toEqual([
      ['And who can borrow them?', 3, null],
      ['Where are the bicycles?', 1, null],
      ['With the porter.', 1, 8],
    ]);
    expect(trace.fused[0]).toMatchObject({
      title: 'Employee handbook',
      headingPath: ['Employee handbook', 'Bicycles'],
      rank: 1,
    });
    expect(trace.legs).toEqual([expect.objectContaining({ name: 'lexical', weight: 1, found: trace.fused })]);
    expect(JSON.stringify(trace)).not.toContain('Salaries');
  });

  it('finds Chinese words, which stand without spaces', async () => {
    expect((await search(other, '出差坐火车吗'))[0]?.title).toBe('出差规定');
  });

  it('finds private passages for their owner only', async () => {
    expect((await search(owner, 'salary doubloons'))[0]?.documentId).toBe(secret.id);
    expect(await search(other, 'salary doubloons')).toEqual([]);
    expect((await search(other, 'porter')).map(({ documentId }) => documentId)).not.toContain(secret.id);
  });

  it('hides at once what is made private again', async () => {
    await owner.request('PATCH', `/api/rag/documents/${secret.id}`, { visibility: 'shared' });
    await server.app.get(IngestionQueue).settled();
    expect((await search(other, 'salary doubloons'))[0]?.documentId).toBe(secret.id);
    await owner.request('PATCH', `/api/rag/documents/${secret.id}`, { visibility: 'private' });
    expect(await search(other, 'salary doubloons')).toEqual([]);
    await server.app.get(IngestionQueue).settled();
    expect(await search(other, 'salary doubloons')).toEqual([]);
  });

  it('finds a document by its new title, and no longer by the old one', async () => {
    const { id } = await add('Xylophones', 'A text about music.', 'shared');
    await owner.request('PATCH', `/api/rag/documents/${id}`, { title: 'Zithers' });
    await server.app.get(IngestionQueue).settled();
    expect((await search(other, 'zither'))[0]?.documentId).toBe(id);
    expect(await search(other, 'xylophone')).toEqual([]);
  });

  it('finds the same by the rarest terms, as in large collections, as by scoring everything', async () => {
    const pool = server.app.get(Pool);
    for (const question of ['holiday of an employee', 'borrow a bicycle on the island', 'porter', 'nothing known']) {
      const values = [[question], [1], [null], other.id, 50, ''];
      const [scanned, byTerms] = await Promise.all([
        pool.query(SEARCH_BY_SCAN, values),
        pool.query(SEARCH_BY_TERMS, values),
      ]);
      expect(byTerms.rows).toEqual(scanned.rows);
    }
  });

  it.each([
    `'; drop table chunks; --`,
    `a & | ! ( ) : * <-> "x"`,
    '\u0000\ud800',
    '%_\\',
    '😀',
    'the of and',
    '1'.repeat(4_000),
  ])('takes %j as words, whatever it means to a database', async (query) => {
    const { status } = await other.post('/api/rag/search', { query });
    expect(status).toBe(200);
    expect((await search(other, 'holiday')).length).toBeGreaterThan(0);
  });

  it.each([{}, { query: '' }, { query: ['x'] }, { query: 'x'.repeat(4_001) }, { query: 'x', limit: 51 }, null])(
    'refuses the body %j',
    async (body) => {
      const answer = await other.post<Problem>('/api/rag/search', body);
      expect([answer.status, answer.body.code]).toEqual([400, 'bad_request']);
    },
  );

  it.each(['How many days of holiday can I carry over?', 'When does the office open?', 'borrow bikes from the porter'])(
    'finds support for "%s"',
    async (question) => {
      expect((await retrieve(question)).supported).toBe(true);
    },
  );

  it.each([
    'Who won the 1998 World Cup?',
    'What is the capital of Australia?',
    'How do I bake bread?',
    'What is it?',
    '',
  ])('finds no support for "%s"', async (question) => {
    expect((await retrieve(question)).supported).toBe(false);
  });

  it('counts the documents that it could search', async () => {
    const before = (await retrieve('holiday')).documents;
    await add('One more', 'More text to count.', 'shared');
    await add('One more for me', 'More private text to count.', 'private');
    await server.app.get(IngestionQueue).settled();
    expect((await retrieve('holiday')).documents).toBe(before + 1);
  });

  it('understands a follow-up question from the conversation', async () => {
    const conversation = [
      { role: 'user' as const, content: 'Where can I borrow bicycles?' },
      { role: 'assistant' as const, content: 'Bicycles can be borrowed from the porter [1].' },
    ];
    const { passages, supported } = await retrieve('And on Windows?', conversation);
    expect(passages[0]?.title).toBe('Windows guide');
    expect(supported).toBe(true);
    expect((await retrieve('Who won the 1998 World Cup?', conversation)).supported).toBe(false);
  });
});
