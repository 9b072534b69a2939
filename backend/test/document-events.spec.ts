import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CreatedApiKey, Document, UserEvent } from '@chatkit/contract';
import { Pool, type PoolClient } from 'pg';
import { DocumentEvents } from '../src/rag/ingestion/document-events.js';
import { IngestionQueue } from '../src/rag/ingestion/ingestion-queue.js';
import { type IndexedChunk, LexicalIndex } from '../src/rag/retrieval/lexical-index.js';
import { EventReader } from './support/event-reader.js';
import { TestApp, TestUser } from './support/test-app.js';

type DocumentEvent = Extract<UserEvent, { type: 'document' }>;

const long = (sections: number) =>
  Array.from({ length: sections }, (_, i) => `## Part ${i}\n\n${'The snail rests. '.repeat(50)}`).join('\n\n');

describe('the events of documents', () => {
  const readers: EventReader[] = [];
  let server: TestApp;
  let owner: TestUser;
  let other: TestUser;
  let admin: TestUser;

  beforeAll(async () => {
    server = await TestApp.start();
    admin = await server.signUp('Alice');
    owner = await server.signUp('Owen');
    other = await server.signUp('Otto');
  });
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.leave();
    jest.restoreAllMocks();
  });
  afterAll(() => server.stop());

  async function open(user: TestUser): Promise<EventReader> {
    const reader = await EventReader.open(user);
    reader.events.splice(0);
    readers.push(reader);
    return reader;
  }

  async function add(title: string, visibility: 'private' | 'shared', text = `About ${title}.`): Promise<string> {
    return (await owner.post<Document>('/api/rag/documents', { title, text, visibility })).body.id;
  }

  async function change(id: string, change: object): Promise<void> {
    expect((await owner.request('PATCH', `/api/rag/documents/${id}`, change)).status).toBe(200);
  }

  const ready = (documentId: string) => ({ type: 'document', documentId, status: 'ready', progress: null });
  const gone = (documentId: string) => ({ type: 'document_deleted', documentId });

  /** Waits until this was told last of all, once nothing is being taken in any more, and takes what was told. */
  async function last(reader: EventReader, event: object): Promise<UserEvent[]> {
    await server.app.get(IngestionQueue).settled();
    await reader.until(({ events }) => JSON.stringify(events.at(-1)) === JSON.stringify(event), 5_000);
    return reader.events.splice(0);
  }

  it.each([
    ['threads:read', 'thread_created'],
    ['documents:read', 'document'],
  ] as const)('reach a key with %s only where it may read: %s', async (scope, heard) => {
    const { key } = (await owner.post<CreatedApiKey>('/api/keys', { name: scope, scopes: [scope] })).body;
    const [all, some] = [await open(owner), await open(new TestUser(server, key, owner.id))];
    const id = await add(`For ${scope}`, 'private');
    await last(all, ready(id));
    await owner.post('/api/chat/threads', {});
    await all.until(({ events }) => events.at(-1)?.type === 'thread_created', 5_000);
    await owner.request('DELETE', `/api/rag/documents/${id}`);
    await all.until(({ events }) => events.at(-1)?.type === 'document_deleted', 5_000);
    await some.until(({ events }) => events.length > 0, 5_000);
    expect(new Set(some.events.map(({ type }) => (type === 'document_deleted' ? 'document' : type)))).toEqual(
      new Set([heard]),
    );
  });

  it('tell the owner of a private document all, and nobody else anything, the administrator included', async () => {
    const [mine, theirs, admins] = [await open(owner), await open(other), await open(admin)];
    const id = await add('Diary', 'private');
    await last(mine, ready(id));
    await change(id, { title: 'My diary' });
    await last(mine, ready(id));
    await owner.request('PUT', `/api/rag/documents/${id}/text`, { text: 'About another day.' });
    await last(mine, ready(id));
    await owner.request('DELETE', `/api/rag/documents/${id}`);
    expect(await last(mine, gone(id))).toEqual([gone(id)]);
    expect([...theirs.events, ...admins.events]).toEqual([]);
  });

  it('tell everybody of a shared document', async () => {
    const [mine, theirs] = [await open(owner), await open(other)];
    const id = await add('Handbook', 'shared');
    await last(theirs, ready(id));
    await last(mine, ready(id));
    await change(id, { title: 'The handbook' });
    await last(theirs, ready(id));
    await owner.request('DELETE', `/api/rag/documents/${id}`);
    expect(await last(theirs, gone(id))).toEqual([gone(id)]);
    await last(mine, gone(id));
  });

  it('tell others that a document is gone when it is made private, and then no more of it', async () => {
    const id = await add('Plans', 'shared');
    const [mine, theirs] = [await open(owner), await open(other)];
    await last(theirs, ready(id));
    await last(mine, ready(id));
    await change(id, { title: 'Secret plans', visibility: 'private' });
    expect(await last(mine, ready(id))).not.toContainEqual(gone(id));
    expect(theirs.events.splice(0)).toEqual([gone(id)]);
    await change(id, { visibility: 'shared' });
    await last(theirs, ready(id));
  });

  it('ask whom a change is for when it is told', async () => {
    const id = await add('Slip', 'private');
    const [mine, theirs] = [await open(owner), await open(other)];
    await last(mine, ready(id));
    const show = (visibility: string) =>
      server.app.get(Pool).query('update documents set visibility = $2 where id = $1', [id, visibility]);
    await show('shared');
    server.app.get(DocumentEvents).changed(id);
    await show('private');
    await last(mine, ready(id));
    expect(theirs.events).toEqual([]);
  });

  it('come at most four times a second of one document', async () => {
    const id = await add('Busy', 'private');
    const reader = await open(owner);
    await last(reader, ready(id));
    const begun = performance.now();
    await Promise.all(Array.from({ length: 40 }, (_, i) => change(id, { title: `Busy ${i}` })));
    const told = await last(reader, ready(id));
    expect(told.length).toBeLessThanOrEqual((performance.now() - begun) / 250 + 1);
  });

  it('tell how far a document is, about once a second', async () => {
    const index = server.app.get(LexicalIndex);
    const addChunks = index.add.bind(index);
    jest.spyOn(index, 'add').mockImplementation(async (client: PoolClient, chunks: IndexedChunk[]) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return addChunks(client, chunks);
    });
    const [mine, theirs] = [await open(owner), await open(other)];
    const id = await add('Slow', 'shared', long(60));
    for (const told of [await last(mine, ready(id)), await last(theirs, ready(id))]) {
      // The document of the test before may be told of late.
      const events = (told as DocumentEvent[]).filter(({ documentId }) => documentId === id);
      expect(events[0]).toEqual({ type: 'document', documentId: id, status: 'processing', progress: null });
      const percents = events.flatMap(({ progress }) => progress?.percent ?? []);
      expect(percents.length).toBeGreaterThan(0);
      expect(percents.length).toBeLessThan(8);
      expect(percents).toEqual([...percents].sort((a, b) => a - b));
      expect(events.at(-1)).toEqual(ready(id));
    }
  }, 30_000);
});
