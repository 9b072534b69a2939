import { jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { ChatKit, ChatTransport, provideHeadlessChatKit } from '@chatkit/angular';
import { ScriptedChatTransport } from '@chatkit/angular/testing';
import type { Document, UserEvent } from '@chatkit/contract';
import { KnowledgeStore } from './knowledge-store';

function buildDocument(id: string, change: Partial<Document> = {}): Document {
  return {
    id,
    title: `Document ${id}`,
    mediaType: 'text/markdown',
    sourceUrl: null,
    visibility: 'private',
    collection: null,
    owned: true,
    status: 'processing',
    progress: null,
    error: null,
    versionId: `${id}-1`,
    characters: 100,
    chunkCount: 1,
    createdAt: '2026-03-01T10:00:00.000Z',
    updatedAt: '2026-03-01T10:00:00.000Z',
    ...change,
  };
}

/** A server that lists these documents, two to a page, and the paths that it was asked for. */
function serve(documents: Document[]): string[] {
  const asked: string[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation((input) => {
    const url = new URL(input as string, 'http://chatkit.test');
    if (url.pathname === '/api/rag/collections') {
      return Promise.resolve(new Response('{"data":[]}'));
    }
    asked.push(url.pathname + url.search);
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const nextCursor = from + 2 < documents.length ? String(from + 2) : null;
    const page = { data: documents.slice(from, from + 2), nextCursor };
    const response = new Response(JSON.stringify(page));
    return new Promise((resolve) => setTimeout(() => resolve(response), 20));
  });
  return asked;
}

async function setUp(...documents: Document[]) {
  const asked = serve(documents);
  TestBed.configureTestingModule({
    providers: [
      provideHeadlessChatKit({ transport: ScriptedChatTransport, reconnectDelay: () => null }),
      KnowledgeStore,
    ],
  });
  const server = TestBed.inject(ChatTransport) as ScriptedChatTransport;
  TestBed.inject(ChatKit).followUpdates('user-1');
  const store = TestBed.inject(KnowledgeStore);
  await store.load();
  asked.splice(0);
  return { asked, documents, server, store, ids: () => store.documents()?.map(({ id }) => id) };
}

const changed = (documentId: string, event: Partial<UserEvent> = {}): UserEvent =>
  ({ type: 'document', documentId, status: 'processing', progress: null, ...event }) as UserEvent;

/** Until what was told has been gathered and read. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500));
}

describe('the documents of the knowledge page', () => {
  afterEach(() => jest.restoreAllMocks());

  it('show progress as it is told, and ask for nothing', async () => {
    const { asked, server, store } = await setUp(buildDocument('a'), buildDocument('b'));
    server.tell(changed('b', { progress: { step: 'indexing', percent: 40 } }));
    expect(store.documents()?.map(({ progress }) => progress?.percent)).toEqual([undefined, 40]);
    await settle();
    expect(asked).toEqual([]);
  });

  it('are read once for many changes, as many of them as were shown', async () => {
    const { asked, documents, server, store, ids } = await setUp(
      ...['a', 'b', 'c', 'd', 'e'].map((id) => buildDocument(id)),
    );
    await store.loadMore();
    asked.splice(0);
    documents.unshift(buildDocument('new'));
    for (const id of ['new', 'a', 'b', 'c']) {
      server.tell(changed(id));
    }
    await settle();
    expect(asked).toHaveLength(2);
    expect(ids()).toEqual(['new', 'a', 'b', 'c']);
    expect(store.hasMore()).toBe(true);
  });

  it('are gone when they are told to be, also those that were being read then', async () => {
    const { asked, documents, server, store, ids } = await setUp(buildDocument('a'), buildDocument('b'));
    const reading = store.load();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(asked).toHaveLength(1);
    documents.shift();
    server.tell({ type: 'document_deleted', documentId: 'a' });
    expect(ids()).toEqual(['b']);
    await reading;
    expect(ids()).toEqual(['a', 'b']);
    await settle();
    expect(ids()).toEqual(['b']);
  });

  it('are read anew after each interruption', async () => {
    const { documents, server, ids } = await setUp(buildDocument('a'));
    documents.push(buildDocument('b'));
    server.tell({ type: 'ready' });
    await settle();
    expect(ids()).toEqual(['a', 'b']);
  });
});
