import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Document, DocumentText, DocumentVersions, Passage, Problem } from '@chatkit/contract';
import { Pool, type PoolClient } from 'pg';
import { DocumentFault } from '../src/rag/ingestion/document-fault.js';
import { IngestionQueue } from '../src/rag/ingestion/ingestion-queue.js';
import { type IndexedChunk, LexicalIndex } from '../src/rag/retrieval/lexical-index.js';
import { TestApp, type TestUser } from './support/test-app.js';

const long = (word: string, sections = 30) =>
  Array.from(
    { length: sections },
    (_, i) => `## Part ${i}\n\nThe ${word} rests. ${'It rains again today. '.repeat(40)}`,
  ).join('\n\n');

describe('the ingestion of documents as jobs', () => {
  let server: TestApp;
  let owner: TestUser;
  let other: TestUser;

  beforeAll(async () => {
    server = await TestApp.start();
    owner = await server.signUp('Owen');
    other = await server.signUp('Otto');
  });
  afterAll(() => server.stop());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const path = (id: string, rest = '') => `/api/rag/documents/${id}${rest}`;
  const settled = () => server.app.get(IngestionQueue).settled();
  const read = async (id: string) => (await owner.get<Document>(path(id))).body;
  const replace = (id: string, text: string) => owner.request<Document>('PUT', path(id, '/text'), { text });
  const versions = async (id: string) => (await owner.get<DocumentVersions>(path(id, '/versions'))).body.data;
  const search = async (query: string, limit = 50) =>
    (await owner.post<{ data: Passage[] }>('/api/rag/search', { query, limit })).body.data;

  async function begin(title: string, text: string): Promise<Document> {
    return (await owner.post<Document>('/api/rag/documents', { title, text })).body;
  }

  async function add(title: string, text: string): Promise<Document> {
    const document = await begin(title, text);
    await settled();
    return document;
  }

  /** Lets something happen before slices are stored, and returns how many there were. */
  function beforeSlices(act: (slice: number, chunks: IndexedChunk[]) => Promise<void> | void): () => number {
    const index = server.app.get(LexicalIndex);
    const add = index.add.bind(index);
    let slices = 0;
    jest.spyOn(index, 'add').mockImplementation(async (client: PoolClient, chunks: IndexedChunk[]) => {
      await act(slices++, chunks);
      return add(client, chunks);
    });
    return () => slices;
  }

  /** A gate that slices wait at. */
  function gate(): { open: () => void; reached: Promise<void>; wait: () => Promise<void> } {
    const opened = Promise.withResolvers<undefined>();
    const reached = Promise.withResolvers<undefined>();
    return {
      open: () => opened.resolve(undefined),
      reached: reached.promise,
      wait: async () => {
        reached.resolve(undefined);
        await opened.promise;
      },
    };
  }

  it('stores and counts a large document in slices that a chat does not notice', async () => {
    const words = (paragraph: number) => Array.from({ length: 200 }, (_, word) => `q${paragraph}x${word}`);
    const text = Array.from({ length: 60 }, (_, paragraph) => `${words(paragraph).join(' ')}.`).join('\n\n');
    const { id } = await add('Many words', text);
    const mostInOneTransaction = async (table: string, condition = 'true') => {
      const { rows } = await server.app.get(Pool).query<{ total: number; most: number }>(
        `select sum(rows)::integer as total, max(rows)::integer as most
           from (select count(*) as rows from ${table} where ${condition} group by xmin::text) transactions`,
      );
      return rows[0];
    };
    const ofDocument = `document_id = '${id}'`;
    expect(await mostInOneTransaction('chunks', ofDocument)).toEqual({ total: 60, most: 8 });
    expect(await mostInOneTransaction('chunk_terms', ofDocument)).toEqual({ total: 60, most: 8 });
    const { total = 0, most } = (await mostInOneTransaction('term_frequencies')) ?? {};
    expect(total).toBeGreaterThan(10_000);
    expect(most).toBeLessThanOrEqual(2_000);
  });

  it('tries again what may pass', async () => {
    const slices = beforeSlices((slice) => {
      if (slice === 1) throw new Error('the database does not answer');
    });
    const { id } = await add('Passing', long('marten'));
    expect(await read(id)).toMatchObject({ status: 'ready', error: null });
    expect(slices()).toBeGreaterThan(3);
    expect(new Set((await search('marten')).map(({ start }) => start)).size).toBe((await search('marten')).length);
  });

  it('gives a document up that cannot be taken in, says why, and takes it in when it is told to', async () => {
    const slices = beforeSlices(() => {
      throw new DocumentFault('The file is damaged.');
    });
    const { id } = await add('Damaged', long('polecat'));
    expect(await read(id)).toMatchObject({ status: 'failed', error: 'The file is damaged.', progress: null });
    expect(slices()).toBe(1);
    jest.restoreAllMocks();
    const { status, body } = await owner.post<Document>(path(id, '/reindex'), {});
    expect([status, body.status, body.error]).toEqual([200, 'processing', null]);
    await settled();
    expect(await read(id)).toMatchObject({ status: 'ready' });
  });

  it('gives a document up that ended the process too often', async () => {
    const { id } = await add('Deadly', long('weasel', 1));
    await server.app.get(Pool).query(`update documents set status = 'processing', attempts = 8 where id = $1`, [id]);
    await server.app.get(IngestionQueue).sweep();
    await settled();
    const document = await read(id);
    expect(document.status).toBe('failed');
    expect(document.error).toContain('several times');
  });

  it('cancels a document that is being read, and takes it in when it is told to', async () => {
    const { wait, open, reached } = gate();
    beforeSlices((slice) => (slice === 1 ? wait() : undefined));
    const { id } = await begin('Cancelled', long('badger'));
    await reached;
    const cancelling = owner.post<Document>(path(id, '/cancel'), {});
    open(); // the slice that is being stored is stored first
    const { status, body } = await cancelling;
    expect([status, body.status, body.progress]).toEqual([200, 'cancelled', null]);
    await settled();
    const { chunkCount } = await read(id);
    expect(chunkCount).toBeLessThan(30);
    expect((await owner.post<Document>(path(id, '/cancel'), {})).body.status).toBe('cancelled');
    await owner.post(path(id, '/reindex'), {});
    await settled();
    expect(await read(id)).toMatchObject({ status: 'ready', chunkCount: 30 });
    expect((await owner.post<Document>(path(id, '/cancel'), {})).body.status).toBe('ready');
  });

  it('lets nobody but the owner cancel, index anew and replace', async () => {
    const { id } = await add('Mine', 'Only mine.');
    for (const request of [
      other.post(path(id, '/cancel'), {}),
      other.post(path(id, '/reindex'), {}),
      other.request('PUT', path(id, '/text'), { text: 'Yours.' }),
      other.get(path(id, '/versions')),
    ]) {
      const { status, body } = await request;
      expect([status, (body as Problem).code]).toEqual([404, 'not_found']);
    }
    await owner.request('PATCH', path(id), { visibility: 'shared' });
    expect((await other.post(path(id, '/cancel'), {})).status).toBe(403);
    expect((await other.request('PUT', path(id, '/text'), { text: 'Yours.' })).status).toBe(403);
    expect((await other.get(path(id, '/versions'))).status).toBe(200);
    await settled();
  });

  it('makes a version of each new text, and keeps the old ones for their citations', async () => {
    const { id, versionId } = await add('Versions', 'The first text is about otters.');
    expect((await replace(id, 'The first text is about otters.')).body).toMatchObject({ status: 'ready', versionId });
    expect((await replace(id, ' ')).status).toBe(422);
    const [cited] = await search('otters');
    expect((await replace(id, 'The second text is about beavers.')).body.status).toBe('processing');
    await settled();
    expect(await search('otters')).toEqual([]);
    expect(await search('beavers')).toMatchObject([{ documentId: id }]);
    expect(await versions(id)).toMatchObject([
      { number: 2, current: true, characters: 33 },
      { number: 1, current: false, id: versionId },
    ]);
    const { body } = await owner.get<DocumentText>(path(id, `/text?versionId=${cited?.versionId}`));
    expect(body.text.slice(cited?.start, cited?.end)).toBe(cited?.quote);
  });

  it('finds the whole of one version at every moment of a replacement, and never another', async () => {
    const { id } = await add('Replaced', long('lynx'));
    const bystander = await add('Bystander', 'A lynx is seldom seen.');
    const seen: Passage[][] = [];
    const look = async () => {
      seen.push((await search('lynx ocelot', 50)).filter(({ documentId }) => documentId === id));
      expect((await search('lynx ocelot')).some(({ documentId }) => documentId === bystander.id)).toBe(true);
      // Those that are hidden take no place among the best.
      expect(await search('ocelot lynx', 5)).toHaveLength(5);
    };
    const end = new AbortController();
    // Between the slices: the embedded database has one connection, and a slice holds it.
    const looking = (async () => {
      while (!end.signal.aborted) await look();
    })();
    let words = ['lynx', 'ocelot'];
    // Where the machine is slow to search, one replacement has ended before it was looked at.
    for (let round = 0; round === 0 || seen.length < 4; round++) {
      await replace(id, long(words[1] ?? ''));
      await settled();
      words = words.toReversed();
    }
    end.abort();
    await looking;
    await look();
    for (const passages of seen) {
      expect(new Set(passages.map(({ versionId }) => versionId)).size).toBe(1);
      expect(passages).toHaveLength(30);
    }
    expect(seen[0]?.[0]?.quote).toContain('lynx');
    expect(seen.at(-1)?.[0]?.quote).toContain(words[0]);
    const { rows } = await server.app
      .get(Pool)
      .query('select from chunks join documents on documents.id = document_id and version_id <> current_version_id');
    expect(rows).toEqual([]);
  });

  it('drops a new version that is cancelled, and is ready with the one before', async () => {
    const { id, versionId } = await add('Kept', long('ibex', 20));
    const { wait, open, reached } = gate();
    beforeSlices((slice) => (slice === 1 ? wait() : undefined));
    await replace(id, long('chamois', 20));
    await reached;
    const cancelling = owner.post<Document>(path(id, '/cancel'), {});
    open();
    expect((await cancelling).body).toMatchObject({ status: 'ready', versionId, chunkCount: 20 });
    expect(await search('chamois')).toEqual([]);
    await settled();
    expect(await search('ibex')).toHaveLength(20);
    expect(await versions(id)).toMatchObject([{ number: 1, current: true }]);
    const { rows } = await server.app.get(Pool).query('select from chunks where document_id = $1', [id]);
    expect(rows).toHaveLength(20);
  });

  it('takes the newest text in when another came while it was at work', async () => {
    const { id } = await add('Hasty', 'The first.');
    const { wait, open, reached } = gate();
    beforeSlices((slice) => (slice === 0 ? wait() : undefined));
    await replace(id, long('vole', 3));
    await reached;
    const replacing = replace(id, long('shrew', 3));
    open();
    await replacing;
    await settled();
    expect(await search('vole')).toEqual([]);
    expect(await search('shrew')).toHaveLength(3);
    expect((await versions(id)).map(({ current }) => current)).toEqual([true, false, false]);
  });
});
