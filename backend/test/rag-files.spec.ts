import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Document, DocumentText, Problem, SearchResult } from '@chatkit/contract';
import { strToU8, zipSync } from 'fflate';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WorkLimit } from '../src/http/work-limit.js';
import { Extractor } from '../src/rag/extraction/extractor.js';
import { IngestionQueue } from '../src/rag/ingestion/ingestion-queue.js';
import { TestApp, type TestUser } from './support/test-app.js';

const PAGE = `<!doctype html><html><head><title>Ferry &amp; harbour</title><style>p{}</style></head><body>
<nav>Home</nav><h1>Ferries</h1><p>The ferry leaves from the <b>northern</b> pier every hour.</p>
<table><tr><th>Day</th><th>First</th></tr><tr><td>Sunday</td><td>09:00</td></tr></table>
<script>document.title = 'gone'</script><img src="http://evil.example/x.png" alt="A pier"></body></html>`;

/** A PDF of one page, as small as one can be; readers mend its missing table of offsets. */
function pdf(text: string): Buffer {
  const content = `BT /F1 12 Tf 72 700 Td (${text}) Tj ET`;
  return Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length ${content.length}>>stream
${content}
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
6 0 obj<</Title(Lighthouse rules)>>endobj
trailer<</Root 1 0 R/Info 6 0 R>>
`);
}

function docx(body: string, others: Record<string, Uint8Array> = {}): Uint8Array {
  const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
  return zipSync({
    '[Content_Types].xml': strToU8(
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    ),
    '_rels/.rels': strToU8(
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    ),
    'word/document.xml': strToU8(`<w:document xmlns:w="${word}"><w:body>${body}</w:body></w:document>`),
    ...others,
  });
}

const paragraph = (text: string, style = '') =>
  `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t>${text}</w:t></w:r></w:p>`;

describe('files', () => {
  let server: TestApp;
  let user: TestUser;
  let site: Server;
  /** What the web site answers, by path. */
  const pages = new Map<string, { type: string; body: string | Buffer }>();

  beforeAll(async () => {
    site = createServer(({ url }, response) => {
      const page = pages.get(url ?? '');
      response.writeHead(page ? 200 : 404, { 'content-type': page?.type ?? 'text/html' }).end(page?.body);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    server = await TestApp.start({ FETCH_PRIVATE_HOSTS: new URL(at('/')).host });
    user = await server.signUp('Fay');
  });
  afterAll(async () => {
    await server.stop();
    site.close();
  });

  const at = (path: string) => `http://127.0.0.1:${(site.address() as AddressInfo).port}${path}`;

  async function upload(name: string, content: string | Uint8Array, fields: Record<string, string> = {}) {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.set(field, value);
    form.set('file', new Blob([Buffer.from(content)]), name);
    const response = await fetch(`${server.url}/api/rag/documents/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${user.token}` },
      body: form,
    });
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      body: (await response.json()) as Omit<Document, 'status'> & Problem,
    };
  }

  const textOf = async ({ id }: Pick<Document, 'id'>) =>
    (await user.get<DocumentText>(`/api/rag/documents/${id}/text`)).body.text;

  it.each([
    ['notes.md', '# Quay rules\n\nBoats moor at the southern quay.', 'Quay rules', 'southern quay'],
    ['notes.txt', 'Anchors are inspected in the month of May.', 'notes', 'inspected anchor'],
    ['latin.txt', Buffer.from('Schiffsjungen dürfen über Bord springen.', 'latin1'), 'latin', 'über Bord'],
    ['page.html', PAGE, 'Ferry & harbour', 'northern pier'],
    ['rules.pdf', pdf('The lighthouse is painted white every spring.'), 'Lighthouse rules', 'painted lighthouse'],
    [
      'crew.docx',
      docx(`${paragraph('Crew list', 'Heading1')}${paragraph('The cook sleeps in the galley.')}`),
      'Crew list',
      'cook galley',
    ],
  ])('%s can be asked about', async (name, content, title, query) => {
    const { status, body } = await upload(name, content);
    expect([status, body.title, body.visibility]).toEqual([201, title, 'private']);
    await server.app.get(IngestionQueue).settled();
    const found = await user.post<SearchResult>('/api/rag/search', { query });
    expect(found.body.data[0]).toMatchObject({ documentId: body.id, title });
    const again = await upload(name, content);
    expect(again.body.id).toBe(body.id);
  });

  it('keeps of a page what is text, as Markdown', async () => {
    const text = await textOf((await upload('page.html', PAGE)).body);
    expect(text).toContain('# Ferries');
    expect(text).toContain('| Sunday | 09:00 |');
    expect(text).not.toMatch(/Home|gone|evil|p\{\}|Ferry & harbour/);
  });

  it('tells the kind by the content, whatever the name says', async () => {
    const { body } = await upload('page.txt', pdf('A compass points to the north.'), { title: 'Compass' });
    expect(await textOf(body)).toBe('A compass points to the north.');
    expect(body.title).toBe('Compass');
  });

  it('reads text in the encoding that its part of the form declares', async () => {
    const parts = [
      '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nTown',
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain; charset=iso-8859-2',
      '\xa3\xf3d\xbc',
      '--x--\r\n',
    ];
    const body = Buffer.from(`${parts[0]}\r\n${parts[1]}\r\n\r\n${parts[2]}\r\n${parts[3]}`, 'latin1');
    const response = await fetch(`${server.url}/api/rag/documents/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${user.token}`, 'content-type': 'multipart/form-data; boundary=x' },
      body,
    });
    const document = (await response.json()) as Document;
    expect([document.title, await textOf(document)]).toEqual(['Town', 'Łódź']);
  });

  it('takes folders in a name for nothing', async () => {
    const { body } = await upload('../../etc/gull.txt', 'Gulls are not fed on deck.', { visibility: 'shared' });
    expect([body.title, body.visibility]).toEqual(['gull', 'shared']);
  });

  it.each([
    ['a PDF that is cut off', 'a.pdf', () => Buffer.from('%PDF-1.7\ngarbage'), 422, 'The PDF is damaged.'],
    ['a PDF without text', 'b.pdf', () => pdf(''), 422, 'The PDF holds no text.'],
    ['a damaged Word file', 'c.docx', () => docx('').slice(0, -40), 422, 'The Word document is damaged.'],
    ['a Word file without its XML', 'd.docx', () => docx('<w:p><broken'), 422, 'The Word document is damaged.'],
    ['an archive of something else', 'f.docx', () => zipSync({ 'a.txt': strToU8('x') }), 415, 'Only Markdown'],
    ['a program', 'g.txt', () => Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]), 415, 'Only Markdown'],
    ['an empty file', 'h.txt', () => '', 422, 'no text'],
    ['a file that is too large', 'i.txt', () => new Uint8Array(20_000_001).fill(65), 413, ''],
  ])('refuses %s and goes on', async (_, name, content, status, reason) => {
    const answer = await upload(name, content());
    expect([answer.status, answer.body.status]).toEqual([status, status]);
    expect(answer.body.detail).toContain(reason);
    expect((await user.get('/api/rag/documents')).status).toBe(200);
  });

  it('says what is missing', async () => {
    const response = await fetch(`${server.url}/api/rag/documents/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${user.token}` },
      body: new FormData(),
    });
    expect(response.status).toBe(400);
    expect((await upload('a.txt', 'x', { visibility: 'all' })).status).toBe(400);
  });

  it('takes no more text from a file than a document may have', async () => {
    const { status, body } = await upload('long.txt', Buffer.from('für wörter '.repeat(500_000), 'latin1'));
    expect([status, body.code]).toEqual([413, 'payload_too_large']);
  });

  it('says when to come back when too many files wait', async () => {
    const full = new WorkLimit(0, 0);
    const spy = jest
      .spyOn(server.app.get(Extractor), 'extract')
      .mockImplementation(() => full.run(() => Promise.reject(new Error('it was let in'))));
    const { status, retryAfter, body } = await upload('page.html', PAGE);
    spy.mockRestore();
    expect([status, retryAfter, body.code]).toEqual([503, '10', 'unavailable']);
  });

  describe('from the web', () => {
    const add = (url: string, more: Record<string, unknown> = {}, by = user) =>
      by.post<Omit<Document, 'status'> & Problem>('/api/rag/documents/urls', { url, ...more });

    it('adds a page that can be asked about, and a PDF', async () => {
      pages.set('/ferries', { type: 'text/html', body: PAGE.replace('northern', 'moonlit') });
      pages.set('/files/tides.pdf', { type: 'application/pdf', body: pdf('Tides turn the mill at noon.') });
      const { status, body } = await add(at('/ferries#top'), { visibility: 'shared' });
      expect([status, body.title, body.sourceUrl, body.visibility]).toEqual([
        201,
        'Ferry & harbour',
        at('/ferries'),
        'shared',
      ]);
      expect((await add(at('/files/tides.pdf'), { title: 'Tides' })).body).toMatchObject({ title: 'Tides' });
      await server.app.get(IngestionQueue).settled();
      const found = await user.post<SearchResult>('/api/rag/search', { query: 'moonlit pier' });
      expect(found.body.data[0]).toMatchObject({ documentId: body.id });
    });

    it('fetches a page anew when it is added or indexed again, and keeps what it has when that fails', async () => {
      pages.set('/news', { type: 'text/plain', body: 'The first bulletin.' });
      const { id } = (await add(at('/news'))).body;
      await server.app.get(IngestionQueue).settled();
      pages.set('/news', { type: 'text/plain', body: 'The second bulletin.' });
      expect((await add(at('/news'))).body.id).toBe(id);
      await server.app.get(IngestionQueue).settled();
      expect(await textOf({ id })).toBe('The second bulletin.');
      pages.set('/news', { type: 'text/plain', body: 'The third bulletin.' });
      expect((await user.post<Document>(`/api/rag/documents/${id}/reindex`, {})).status).toBe(200);
      await server.app.get(IngestionQueue).settled();
      expect(await textOf({ id })).toBe('The third bulletin.');
      pages.delete('/news');
      const gone = await user.post<Problem>(`/api/rag/documents/${id}/reindex`, {});
      expect([gone.status, gone.body.code]).toEqual([422, 'url_unreachable']);
      expect((await user.get<Document>(`/api/rag/documents/${id}`)).body).toMatchObject({ status: 'ready' });
    });

    it('gives each user a document of their own', async () => {
      pages.set('/common', { type: 'text/markdown', body: '# Common ground' });
      const other = await server.signUp('Olaf');
      const mine = (await add(at('/common'))).body;
      const theirs = (await add(at('/common'), {}, other)).body;
      expect([mine.title, theirs.title]).toEqual(['Common ground', 'Common ground']);
      expect(theirs.id).not.toBe(mine.id);
      expect((await other.post(`/api/rag/documents/${mine.id}/reindex`, {})).status).toBe(404);
    });

    it('reads text in the encoding that the server names', async () => {
      pages.set('/latin2', { type: 'text/plain; charset=iso-8859-2', body: Buffer.from([0xa3, 0xf3, 0x64, 0xbc]) });
      expect(await textOf((await add(at('/latin2'))).body)).toBe('Łódź');
      pages.set('/meta', {
        type: 'text/html',
        body: Buffer.from('<html><meta charset="windows-1251"><p>\xcc\xe8\xf0', 'latin1'),
      });
      expect(await textOf((await add(at('/meta'))).body)).toBe('Мир');
    });

    it.each([
      ['a private address', () => 'http://127.0.0.1:8080/', 422, 'url_refused', undefined],
      ['a name of this machine', () => 'http://localhost/', 422, 'url_refused', undefined],
      ['a file of the server', () => 'file:///etc/passwd', 422, 'url_refused', undefined],
      ['a page that is not there', () => at('/nothing'), 422, 'url_unreachable', undefined],
      ['a picture', () => at('/picture'), 415, 'unsupported_media_type', undefined],
      ['an archive that is called a page', () => at('/archive'), 415, 'unsupported_media_type', undefined],
      ['a damaged PDF', () => at('/broken.pdf'), 422, 'unreadable_file', 'damaged'],
      ['an empty page', () => at('/empty'), 422, 'empty_content', undefined],
    ])('refuses %s, and adds nothing', async (_, url, status, code, reason) => {
      pages.set('/picture', { type: 'image/png', body: 'x' });
      pages.set('/archive', { type: 'text/html', body: Buffer.from(zipSync({ 'a.txt': strToU8('x') })) });
      pages.set('/broken.pdf', { type: 'application/pdf', body: '%PDF-1.7\ngarbage' });
      pages.set('/empty', { type: 'text/html', body: '<html><body> </body></html>' });
      const count = async () => (await user.get<{ data: Document[] }>('/api/rag/documents?limit=100')).body.data.length;
      const before = await count();
      const answer = await add(url());
      expect([answer.status, answer.body.code, answer.body.reason]).toEqual([status, code, reason]);
      expect(await count()).toBe(before);
    });
  });
});
