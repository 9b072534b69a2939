import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Resolve } from './guarded-agent.js';
import { UrlFetcher } from './url-fetcher.js';

const ALLOWED = '127.0.0.1';
const FORBIDDEN = '127.0.0.2';

describe('UrlFetcher', () => {
  let server: Server;
  let port: number;
  let requests: { url: string; to: string; headers: NodeJS.Dict<string | string[]> }[];
  let answer: RequestListener;

  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      requests.push({ url: request.url ?? '', to: request.socket.localAddress ?? '', headers: request.headers });
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** May fetch from one address of this machine only, and from any host at its port. */
  const fetcher = (options: ConstructorParameters<typeof UrlFetcher>[0] = {}) =>
    new UrlFetcher({ privateHosts: [`${ALLOWED}:${port}`], ...options });
  const at = (path: string, host: string = ALLOWED) => `http://${host}:${port}${path}`;
  const page = (response: ServerResponse, body: string | Buffer, headers: Record<string, string> = {}) =>
    response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(body);
  const redirect = (response: ServerResponse, location: string) => response.writeHead(302, { location }).end('gone');
  const refused = { code: 'url_refused', status: 422 };
  const unreachable = { code: 'url_unreachable', status: 422 };

  it('reads a page, and sends nothing but what it wants', async () => {
    answer = (_, response) => page(response, '<p>Hi</p>', { 'content-type': 'text/html; charset="ISO-8859-2"' });
    const { bytes, mediaType, charset, url } = await fetcher().fetch(at('/a#b'));
    expect([bytes.toString(), mediaType, charset, url.href]).toEqual([
      '<p>Hi</p>',
      'text/html',
      'ISO-8859-2',
      at('/a'),
    ]);
    expect(Object.keys(requests[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('reads a page that is sent as %s', async (encoding, encode) => {
    answer = (_, response) => page(response, encode('<p>Packed</p>'), { 'content-encoding': encoding });
    expect((await fetcher().fetch(at('/'))).bytes.toString()).toBe('<p>Packed</p>');
  });

  it('follows redirects and tells where they led', async () => {
    answer = ({ url }, response) =>
      url === '/5' ? page(response, 'x') : redirect(response, `${Number(url?.slice(1)) + 1}`);
    expect((await fetcher().fetch(at('/0'))).url.href).toBe(at('/5'));
  });

  it('gives up redirects without end', async () => {
    answer = (_, response) => redirect(response, '/');
    await expect(fetcher().fetch(at('/'))).rejects.toMatchObject(unreachable);
    expect(requests).toHaveLength(6);
  });

  it.each([
    ['an address of this machine', () => at('/', FORBIDDEN)],
    ['the same in other figures', () => at('/', '2130706434')],
    ['a service of the cloud', () => 'http://169.254.169.254/latest/'],
    ['another port', () => `http://${ALLOWED}:22/`],
    ['a file', () => 'file:///etc/passwd'],
    ['a host with a password', () => `http://a:b@${ALLOWED}:${port}/`],
    ['the address again without its scheme', () => `//${FORBIDDEN}:${port}/`],
  ])('follows no redirect to %s', async (_, location) => {
    answer = (_, response) => redirect(response, location());
    await expect(fetcher().fetch(at('/'))).rejects.toMatchObject(refused);
    expect(requests).toHaveLength(1);
  });

  describe('by names', () => {
    const named = (resolve: Resolve) => fetcher({ privateHosts: [ALLOWED], ports: [port], resolve });

    /** Answers each time with the next addresses. */
    const scripted = (...answers: string[][]): Resolve => {
      return (_host, _options, done) =>
        done(
          null,
          (answers.shift() ?? []).map((address) => ({ address, family: 4 })),
        );
    };

    it('refuses a host as soon as one of its addresses is private', async () => {
      const resolve = scripted([ALLOWED, FORBIDDEN]);
      await expect(usual(named(resolve))).rejects.toMatchObject(refused);
      expect(requests).toEqual([]);
    });

    it('refuses a host whose answer changes from one connection to the next', async () => {
      answer = (_, response) => redirect(response, '/again');
      await expect(named(scripted([ALLOWED], [FORBIDDEN])).fetch(usualUrl())).rejects.toMatchObject(refused);
      expect(requests.map(({ to }) => to)).toEqual([ALLOWED]);
    });

    it('refuses a socket that is connected to another address than was judged', async () => {
      let reads = 0;
      const changing = {
        family: 4,
        get address() {
          return reads++ === 0 ? ALLOWED : FORBIDDEN;
        },
      };
      await expect(named((_host, _options, done) => done(null, [changing])).fetch(usualUrl())).rejects.toMatchObject(
        refused,
      );
      expect(reads).toBeGreaterThan(1);
      expect(requests).toEqual([]);
    });

    it('says that a host is not known', async () => {
      const unknown: Resolve = (_host, _options, done) =>
        done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
      await expect(usual(named(unknown))).rejects.toMatchObject({
        ...unreachable,
        detail: expect.stringContaining('not known'),
      });
      await expect(usual(named(scripted([])))).rejects.toMatchObject(unreachable);
    });

    const usualUrl = () => `http://rebind.example:${port}/`;
    const usual = (fetcher: UrlFetcher) => fetcher.fetch(usualUrl());
  });

  it.each([
    ['a picture', 'image/png'],
    ['data', 'application/json'],
    ['a program', 'application/octet-stream'],
  ])('refuses %s by its type', async (_, type) => {
    answer = (_, response) => page(response, 'x', { 'content-type': type });
    await expect(fetcher().fetch(at('/'))).rejects.toMatchObject({ code: 'unsupported_media_type', status: 415 });
  });

  it('says with which status a server refused', async () => {
    answer = (_, response) => response.writeHead(404).end('no');
    await expect(fetcher().fetch(at('/'))).rejects.toMatchObject({
      ...unreachable,
      detail: expect.stringContaining('404'),
    });
  });

  it('stops reading a body without end, packed or not', async () => {
    let sent = 0;
    const pour = (response: ServerResponse, chunk: Buffer) => {
      const next = () => {
        sent += chunk.length;
        if (!response.destroyed) response.write(chunk, () => setImmediate(next));
      };
      next();
    };
    answer = (_, response) => pour(response.writeHead(200, { 'content-type': 'text/plain' }), Buffer.alloc(65_536, 65));
    await expect(fetcher({ mostBytes: 1_000_000 }).fetch(at('/'))).rejects.toMatchObject({ status: 413 });
    expect(sent).toBeLessThan(100_000_000);
  });

  it('counts what a packed body unpacks to', async () => {
    const bomb = gzipSync(Buffer.alloc(30_000_000));
    expect(bomb.length).toBeLessThan(40_000);
    answer = (_, response) => page(response, bomb, { 'content-encoding': 'gzip' });
    await expect(fetcher().fetch(at('/'))).rejects.toMatchObject({ code: 'payload_too_large', status: 413 });
  });

  it.each([
    ['is packed in a way nobody knows', { 'content-encoding': 'gzip, gzip' }],
    ['is not what its packing says', { 'content-encoding': 'gzip' }],
    ['is shorter than it says', { 'content-length': '10' }],
  ])('refuses a body that %s', async (_, headers) => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html', ...headers }).write('short');
      response.socket?.end();
    };
    await expect(fetcher().fetch(at('/'))).rejects.toMatchObject(unreachable);
  });

  it.each([
    ['never answers', () => undefined],
    [
      'never ends',
      (_: unknown, response: ServerResponse) =>
        void response.writeHead(200, { 'content-type': 'text/html' }).write('a'),
    ],
    ['only leads on', (_: unknown, response: ServerResponse) => void setTimeout(() => redirect(response, '/'), 150)],
  ])('gives a server up in time that %s', async (_, listener) => {
    answer = listener;
    await expect(fetcher({ timeMs: 400 }).fetch(at('/'))).rejects.toMatchObject({
      ...unreachable,
      detail: 'The server did not send the page in time.',
    });
  });

  it('fetches four at a time, and turns away more than twenty that wait', async () => {
    const open: ServerResponse[] = [];
    answer = (_, response) => void open.push(response);
    const busy = fetcher();
    const fetches = Array.from({ length: 24 }, () => busy.fetch(at('/')).then(() => 'fetched'));
    await expect(busy.fetch(at('/'))).rejects.toMatchObject({ status: 503 });
    while (open.length < 4) await new Promise(setImmediate);
    expect(open).toHaveLength(4);
    answer = (_, response) => page(response, 'x');
    for (const response of open) page(response, 'x');
    expect(new Set(await Promise.all(fetches))).toEqual(new Set(['fetched']));
  });
});
