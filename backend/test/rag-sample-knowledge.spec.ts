import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Document, DocumentText, Page, Passage } from '@chatkit/contract';
import { IngestionQueue } from '../src/rag/ingestion/ingestion-queue.js';
import { TestApp, type TestUser } from './support/test-app.js';

describe('the sample knowledge', () => {
  let folder: string;
  let server: TestApp;
  let admin: TestUser;
  let reader: TestUser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chatkit-docs-'));
    await write('start.md', '# Getting started\n\nBegin with the walrus.');
    await write('deep/more.md', 'A file without a heading mentions an ocelot.');
    await write('adr/0001.md', '# A decision\n\nWe decided for the platypus.');
    await write('notes.txt', 'Not Markdown: the aardvark.');
    server = await TestApp.start({ DOCS_DIR: folder });
    admin = await server.signUp('Ada');
    reader = await server.signUp('Reto');
    await settled();
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const settled = () => server.app.get(IngestionQueue).settled();
  const list = async () => (await reader.get<Page<Document>>('/api/rag/documents')).body.data;
  const search = async (query: string) =>
    (await reader.post<{ data: Passage[] }>('/api/rag/search', { query })).body.data;

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }

  async function restart(): Promise<void> {
    await server.shutDown();
    await server.open();
    await settled();
  }

  it('shares the Markdown files of the folder with everyone, without the decisions', async () => {
    expect((await list()).map(({ title }) => title).sort()).toEqual(['Getting started', 'more']);
    expect(await search('walrus')).toHaveLength(1);
    expect(await search('ocelot')).toHaveLength(1);
    expect(await search('platypus aardvark')).toEqual([]);
  });

  it('can be changed by administrators only', async () => {
    const [document] = await list();
    const path = `/api/rag/documents/${document?.id}`;
    expect(document?.owned).toBe(false);
    expect((await reader.request('PATCH', path, { visibility: 'private' })).status).toBe(403);
    expect((await admin.get<Document>(path)).body.owned).toBe(true);
    expect((await admin.request('PATCH', path, { visibility: 'shared' })).status).toBe(200);
  });

  it('is loaded once, however often the server starts', async () => {
    const before = await list();
    await restart();
    expect(await list()).toEqual(before);
  });

  it('gets a new version of a changed file, and keeps the old text for its citations', async () => {
    const [cited] = await search('walrus');
    await write('start.md', '# Getting started anew\n\nBegin with the narwhal.');
    await restart();
    expect(await search('walrus')).toEqual([]);
    const [found] = await search('narwhal');
    expect(found).toMatchObject({ documentId: cited?.documentId, title: 'Getting started anew' });
    expect(found?.versionId).not.toBe(cited?.versionId);
    const path = `/api/rag/documents/${cited?.documentId}/text?versionId=${cited?.versionId}`;
    const { body } = await reader.get<DocumentText>(path);
    expect(body.text.slice(cited?.start, cited?.end)).toBe(cited?.quote);
  });

  it('forgets a file that is gone', async () => {
    await rm(join(folder, 'deep'), { recursive: true });
    await restart();
    expect(await search('ocelot')).toEqual([]);
    expect((await list()).map(({ title }) => title)).toEqual(['Getting started anew']);
  });
});
