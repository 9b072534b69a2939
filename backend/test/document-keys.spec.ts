import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Document, Page, Problem } from '@chatkit/contract';
import { Pool } from 'pg';
import { TestApp, type TestUser } from './support/test-app.js';

interface Outcome {
  status: number;
  replayed: string | null;
  retryAfter: string | null;
  id: string;
  code: string;
}

const DOCUMENTS = '/api/rag/documents';

describe('a key with a document', () => {
  let test: TestApp;
  let ada: TestUser;
  let site: Server;
  /** What the web site answers, by path, as soon as it is there. */
  const pages = new Map<string, Promise<string | undefined>>();
  const fetched = new Set<string>();
  let count = 0;

  beforeAll(async () => {
    site = createServer(({ url }, response) => {
      fetched.add(url ?? '');
      void pages.get(url ?? '')?.then((text) => {
        response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/plain' }).end(text);
      });
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    test = await TestApp.start({ FETCH_PRIVATE_HOSTS: new URL(at('/')).host });
    ada = await test.signUp('Ada');
  });
  afterAll(async () => {
    await test.stop();
    site.close();
  });

  const at = (path: string) => `http://127.0.0.1:${(site.address() as AddressInfo).port}${path}`;
  const newText = () => `The ferry has number ${(count += 1)}.`;
  const documents = async () => (await ada.get<Page<Document>>(`${DOCUMENTS}?limit=100`)).body.data.length;

  async function outcomeOf(sent: Promise<Response>): Promise<Outcome> {
    const response = await sent;
    const { id, code } = (await response.json()) as Document & Problem;
    const replayed = response.headers.get('idempotency-replayed');
    return { status: response.status, replayed, retryAfter: response.headers.get('retry-after'), id, code };
  }

  async function untilFetched(path: string): Promise<void> {
    while (!fetched.has(path)) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  const keyed = (key: string | undefined) => (key === undefined ? {} : { 'idempotency-key': key });
  const addText = (text: string, key?: string, user = ada) =>
    outcomeOf(user.fetch('POST', DOCUMENTS, { title: 'Ferry', text }, keyed(key)));
  const addUrl = (path: string, key?: string) =>
    outcomeOf(ada.fetch('POST', `${DOCUMENTS}/urls`, { url: at(path) }, keyed(key)));
  const addFile = (text: string, key?: string) => {
    const form = new FormData();
    form.set('file', new Blob([text]), 'ferry.txt');
    const headers = { authorization: `Bearer ${ada.token}`, ...keyed(key) };
    return outcomeOf(fetch(`${test.url}${DOCUMENTS}/files`, { method: 'POST', headers, body: form }));
  };
  const addPage = (text: string, key?: string) => {
    const path = `/${encodeURIComponent(text)}`;
    pages.set(path, Promise.resolve(text));
    return addUrl(path, key);
  };

  it.each([
    ['a text', addText],
    ['a file', addFile],
    ['a URL', addPage],
  ])('brings %s back without adding it again, and is refused with another', async (kind, add) => {
    const [text, key] = [newText(), `again ${kind}`];
    const first = await add(text, key);
    expect(first).toMatchObject({ status: 201, replayed: null });
    const before = await documents();
    expect(await add(text, key)).toMatchObject({ status: 200, replayed: 'true', id: first.id });
    expect(await add(newText(), key)).toMatchObject({ status: 422, code: 'key_reused' });
    expect(await documents()).toBe(before);
    expect(await add(newText())).toMatchObject({ status: 201, replayed: null });
  });

  it('is refused for a document of another kind or under another name', async () => {
    const text = newText();
    expect((await addText(text, 'kinds')).status).toBe(201);
    expect(await addFile(text, 'kinds')).toMatchObject({ status: 422, code: 'key_reused' });
    const renamed = ada.fetch('POST', DOCUMENTS, { title: 'Boat', text }, keyed('kinds'));
    expect(await outcomeOf(renamed)).toMatchObject({ status: 422, code: 'key_reused' });
  });

  it('tells that it is in use while the first request works, and what came of it afterwards', async () => {
    const page = Promise.withResolvers<string>();
    pages.set('/slow', page.promise);
    const first = addUrl('/slow', 'slow');
    await untilFetched('/slow');
    expect(await addUrl('/slow', 'slow')).toMatchObject({ status: 409, code: 'conflict', retryAfter: '1' });
    page.resolve(newText());
    const { status, id } = await first;
    expect(status).toBe(201);
    expect(await addUrl('/slow', 'slow')).toMatchObject({ status: 200, id });
  });

  it('adds one document when many send the same at once', async () => {
    const [text, before] = [newText(), await documents()];
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => addText(text, 'crowd')));
    expect(outcomes.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(outcomes.filter(({ status }) => ![200, 201, 409].includes(status))).toEqual([]);
    expect(await addText(text, 'crowd')).toMatchObject({ status: 200, replayed: 'true' });
    expect(await documents()).toBe(before + 1);
  });

  it('is free again after a failure', async () => {
    pages.set('/gone', Promise.resolve(undefined));
    expect(await addUrl('/gone', 'gone')).toMatchObject({ status: 422, code: 'url_unreachable' });
    pages.set('/gone', Promise.resolve(newText()));
    expect(await addUrl('/gone', 'gone')).toMatchObject({ status: 201, replayed: null });
  });

  it('is free again once its document is deleted', async () => {
    const text = newText();
    const { id } = await addText(text, 'deleted');
    expect((await ada.request('DELETE', `${DOCUMENTS}/${id}`)).status).toBe(204);
    const again = await addText(text, 'deleted');
    expect(again).toMatchObject({ status: 201, replayed: null });
    expect(again.id).not.toBe(id);
  });

  it('belongs to its user', async () => {
    const bob = await test.signUp('Bob');
    expect((await addText(newText(), 'ours')).status).toBe(201);
    expect(await addText(newText(), 'ours', bob)).toMatchObject({ status: 201, replayed: null });
  });

  it('passes to the next request when the first was silent for too long, and the first then adds nothing', async () => {
    const page = Promise.withResolvers<string>();
    pages.set('/lost', page.promise);
    const first = addUrl('/lost', 'lost');
    await untilFetched('/lost');
    await test.app.get(Pool).query(`update document_additions set claimed_until = now() where key = 'lost'`);
    const before = await documents();
    pages.set('/lost', Promise.resolve(newText()));
    const second = await addUrl('/lost', 'lost');
    expect(second).toMatchObject({ status: 201, replayed: null });
    page.resolve(newText());
    expect(await first).toMatchObject({ status: 409, code: 'conflict' });
    expect(await addUrl('/lost', 'lost')).toMatchObject({ status: 200, id: second.id });
    expect(await documents()).toBe(before + 1);
  });

  it('has at most 200 characters', async () => {
    expect((await addText(newText(), 'x'.repeat(201))).status).toBe(400);
    expect((await addText(newText(), 'x'.repeat(200))).status).toBe(201);
  });
});
