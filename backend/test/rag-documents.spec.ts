import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Document, DocumentText, KnowledgeOverview, Page, Problem } from '@chatkit/contract';
import { Pool } from 'pg';
import { findViolations } from '../src/database/invariants.js';
import { IngestionQueue } from '../src/rag/ingestion/ingestion-queue.js';
import { TestApp, type TestUser } from './support/test-app.js';

const TEXT = '# Bicycles\n\n## How do I lend a bicycle?\n\nTake the key from the porter and write your name down.\n';

describe('documents', () => {
  let server: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let other: TestUser;
  let count = 0;

  beforeAll(async () => {
    server = await TestApp.start();
    admin = await server.signUp('Ada');
    owner = await server.signUp('Owen');
    other = await server.signUp('Otto');
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    count += 1;
  });

  const settled = () => server.app.get(IngestionQueue).settled();
  const rowsOf = async <T extends object>(statement: string, values: unknown[] = []) =>
    (await server.app.get(Pool).query<T>(statement, values)).rows;

  async function add(user: TestUser, body: Record<string, unknown> = {}): Promise<Document> {
    const { status, body: document } = await user.post<Document>('/api/rag/documents', {
      title: 'Bicycles',
      text: `${TEXT}\nThis is number ${count}.`,
      ...body,
    });
    expect(status).toBe(201);
    await settled();
    return document;
  }

  async function read(user: TestUser, id: string): Promise<Document> {
    return (await user.get<Document>(`/api/rag/documents/${id}`)).body;
  }

  async function problem(answer: Promise<{ status: number; body: unknown }>): Promise<[number, string]> {
    const { status, body } = await answer;
    return [status, (body as Problem).code];
  }

  it('stores a text and takes it in', async () => {
    const added = await add(owner);
    expect(added).toMatchObject({ title: 'Bicycles', visibility: 'private', owned: true, mediaType: 'text/markdown' });
    expect(await read(owner, added.id)).toMatchObject({ status: 'ready', error: null, chunkCount: 1 });
  });

  it('gives the text back as offsets count in it', async () => {
    const given = '\uFEFFOne\r\nTwo\u0000 \ud83d Three 😀';
    const { id, versionId, characters } = await add(owner, { text: given });
    const { body } = await owner.get<DocumentText>(`/api/rag/documents/${id}/text`);
    expect(body).toMatchObject({ documentId: id, versionId, text: 'One\nTwo \ufffd Three 😀' });
    expect(characters).toBe(body.text.length);
  });

  it('recognises the same text of the same owner', async () => {
    const first = await add(owner, { text: 'The same text.' });
    expect((await add(owner, { text: 'The same text.', title: 'Again' })).id).toBe(first.id);
    expect((await add(other, { text: 'The same text.' })).id).not.toBe(first.id);
  });

  it('makes one document of the same text sent many times at once', async () => {
    const sends = Array.from({ length: 8 }, () => add(owner, { text: 'Sent at once.' }));
    expect(new Set((await Promise.all(sends)).map(({ id }) => id)).size).toBe(1);
  });

  it('refuses a blank text and one that is too long', async () => {
    const send = (text: string) => problem(owner.post('/api/rag/documents', { title: 'x', text }));
    expect(await send(' \n\u0000 ')).toEqual([422, 'empty_content']);
    expect(await send('ä'.repeat(2_500_001))).toEqual([413, 'payload_too_large']);
  });

  it.each([{}, null, [], { title: '', text: 'x' }, { title: 'x', text: 1 }, { title: 'x', text: 'x', ownerId: 'me' }])(
    'refuses the body %j',
    async (body) => {
      expect(await problem(owner.post('/api/rag/documents', body))).toEqual([400, 'bad_request']);
    },
  );

  it('lists own and shared documents page by page, newest first', async () => {
    const reader = await server.signUp('Lister');
    const own = [await add(reader, { text: 'One.' }), await add(reader, { text: 'Two.' })];
    const shared = await add(owner, { visibility: 'shared' });
    const hidden = await add(owner, { text: 'Hidden.' });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: { body: Page<Document> } = await reader.get(
        `/api/rag/documents?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      expect(body.data).toHaveLength(1);
      seen.push(...body.data.map(({ id }) => id));
      cursor = body.nextCursor;
    }
    expect(seen.slice(0, 3)).toEqual([shared.id, own[1]?.id, own[0]?.id]);
    expect(seen).not.toContain(hidden.id);
    expect(await problem(reader.get('/api/rag/documents?cursor=forged'))).toEqual([400, 'bad_request']);
  });

  it('hides a private document from everyone else, the administrator included', async () => {
    const { id } = await add(owner);
    for (const user of [other, admin]) {
      expect(await problem(user.get(`/api/rag/documents/${id}`))).toEqual([404, 'not_found']);
      expect(await problem(user.get(`/api/rag/documents/${id}/text`))).toEqual([404, 'not_found']);
      expect(await problem(user.request('PATCH', `/api/rag/documents/${id}`, { title: 'Mine' }))).toEqual([
        404,
        'not_found',
      ]);
      expect(await problem(user.request('DELETE', `/api/rag/documents/${id}`))).toEqual([404, 'not_found']);
    }
  });

  it('lets only the owner change or delete a shared document', async () => {
    const { id } = await add(owner, { visibility: 'shared' });
    expect(await read(other, id)).toMatchObject({ owned: false });
    for (const user of [other, admin]) {
      expect(await problem(user.request('PATCH', `/api/rag/documents/${id}`, { title: 'Mine' }))).toEqual([
        403,
        'forbidden',
      ]);
      expect(await problem(user.request('DELETE', `/api/rag/documents/${id}`))).toEqual([403, 'forbidden']);
    }
  });

  it('reads no version of another document', async () => {
    const mine = await add(owner);
    const hidden = await add(other, { text: 'Secret.' });
    const path = `/api/rag/documents/${mine.id}/text?versionId=${hidden.versionId}`;
    expect(await problem(owner.get(path))).toEqual([404, 'not_found']);
    expect(await problem(owner.get(`/api/rag/documents/${mine.id}/text?versionId=x`))).toEqual([400, 'bad_request']);
  });

  it('deletes a document with everything that it left', async () => {
    const { id } = await add(owner);
    expect((await owner.request('DELETE', `/api/rag/documents/${id}`)).status).toBe(204);
    expect(await problem(owner.get(`/api/rag/documents/${id}`))).toEqual([404, 'not_found']);
    for (const table of ['chunks', 'chunk_terms', 'document_versions']) {
      expect(await rowsOf(`select from ${table} where document_id = $1`, [id])).toEqual([]);
    }
  });

  it('lists what is asked for, of what may be seen', async () => {
    const { id } = await add(owner, { title: 'Ärger im Büro 100%', text: 'Complaints go to the office.' });
    await add(other, { title: 'Ärger of mine', text: 'Nobody else reads this.' });
    await settled();
    const titles = async (query: string) =>
      (await owner.get<Page<Document>>(`/api/rag/documents?${query}`)).body.data.map(({ title }) => title);
    expect(await titles('q=%C3%A4rger')).toEqual(['Ärger im Büro 100%']);
    expect(await titles('q=0%25&status=ready&visibility=private')).toEqual(['Ärger im Büro 100%']);
    expect(await titles('q=%C3%A4rger&status=failed')).toEqual([]);
    expect(await titles('q=%C3%A4rger&visibility=shared')).toEqual([]);
    expect((await owner.get<Problem>('/api/rag/documents?status=lost')).status).toBe(400);
    await owner.request('DELETE', `/api/rag/documents/${id}`);
  });

  it('keeps exact counts of chunks and terms, whatever was added, renamed and deleted', async () => {
    const { id } = await add(owner, { text: `${TEXT}${'\n\nMore words here.'.repeat(500)}` });
    await owner.request('PATCH', `/api/rag/documents/${id}`, { title: 'Two wheels' });
    await settled();
    const gone = await add(owner, { text: 'Soon gone.' });
    await owner.request('DELETE', `/api/rag/documents/${gone.id}`);
    expect((await findViolations(server.app.get(Pool))).filter(({ count }) => count > 0)).toEqual([]);
    await rowsOf(`insert into term_frequency_changes (config, term, chunks) values ('english', 0, 1)`);
    expect((await findViolations(server.app.get(Pool))).filter(({ count }) => count > 0)).toEqual([
      { name: 'terms are counted as often as passages hold them', count: expect.any(Number), ids: expect.any(Array) },
    ]);
    await rowsOf(`insert into term_frequency_changes (config, term, chunks) values ('english', 0, -1)`);
  });

  it('stores passages that are the text between their offsets', async () => {
    const text = `# Guide 😀\n\n${'A sentence with an emoji 😀 in it. '.repeat(300)}\n\n## Part\n\n${'Übung macht den Meister. '.repeat(200)}`;
    const { id } = await add(owner, { text });
    const { body } = await owner.get<DocumentText>(`/api/rag/documents/${id}/text`);
    const chunks = await rowsOf<{ start_offset: number; end_offset: number; text: string }>(
      'select start_offset, end_offset, text from chunks where document_id = $1 order by position',
      [id],
    );
    expect(chunks.length).toBeGreaterThan(8);
    for (const chunk of chunks) expect(body.text.slice(chunk.start_offset, chunk.end_offset)).toBe(chunk.text);
  });

  it('goes on with what a crash left unfinished', async () => {
    const { id } = await add(owner, { text: 'Broken off in the middle. '.repeat(1_000) });
    const { chunkCount } = await read(owner, id);
    await rowsOf(`delete from chunks where document_id = $1 and position > 3`, [id]);
    await rowsOf(`update documents set status = 'processing' where id = $1`, [id]);
    await server.shutDown();
    await server.open();
    await settled();
    expect(await read(owner, id)).toMatchObject({ status: 'ready', chunkCount });
  });

  it('takes in what an instance that died has left', async () => {
    const { id } = await add(owner, { text: 'Left by another instance.' });
    await rowsOf(`delete from chunks where document_id = $1`, [id]);
    await rowsOf(`update documents set status = 'processing' where id = $1`, [id]);
    await server.app.get(IngestionQueue).sweep();
    await settled();
    expect(await read(owner, id)).toMatchObject({ status: 'ready', chunkCount: 1 });
  });

  it('offers questions from the headings of what can be seen', async () => {
    const reader = await server.signUp('Curious');
    await add(owner, { text: '# A\n\n## Is this private?\n\nYes it is, and nobody else may see it.' });
    await add(reader, { text: '# B\n\n## Is this mine?\n\nYes it is, and nobody else may see it.' });
    const { body } = await reader.get<KnowledgeOverview>('/api/rag/overview');
    expect(body.starterQuestions).toEqual(['Is this mine?', 'How do I lend a bicycle?']);
    expect(body.documents).toBeGreaterThanOrEqual(2);
  });
});
