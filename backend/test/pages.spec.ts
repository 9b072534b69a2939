import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { servePages } from '../src/portal/serve-pages.js';

class Empty {}

describe('the pages', () => {
  let folder: string;
  let app: NestExpressApplication;
  let url: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chatkit-pages-'));
    await writeFile(
      join(folder, 'index.html'),
      '<app-root ngcspnonce="CSP_NONCE"></app-root><script nonce="CSP_NONCE"></script>',
    );
    await writeFile(join(folder, 'main-ABCD1234.js'), '1');
    app = await NestFactory.create<NestExpressApplication>({ module: Empty }, { logger: false });
    await mkdir(join(folder, 'element'));
    await writeFile(join(folder, 'element', 'main.js'), '2');
    await mkdir(join(folder, 'element', 'diagram'));
    await writeFile(join(folder, 'element', 'diagram', 'frame.html'), '<script nonce="CSP_NONCE"></script>');
    await mkdir(join(folder, 'console'));
    await writeFile(join(folder, 'console', 'index.html'), '4');
    await writeFile(join(folder, 'main-ABCD1234.js.br'), 'Brotli');
    await writeFile(join(folder, 'main-ABCD1234.js.gz'), 'Gzip');
    servePages(app, { pages: folder, element: join(folder, 'element'), console: join(folder, 'console') });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  /** As it comes: `fetch` would undo the encoding. */
  async function raw(path: string, headers: Record<string, string | undefined>) {
    const sent = get(url + path, { headers });
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  }

  const page = (path: string) => fetch(url + path, { headers: { accept: 'text/html' } });

  it('answers any path that a browser opens with the page, under a policy whose nonce is new each time', async () => {
    const seen = new Set<string>();
    for (const path of ['/', '/threads/42']) {
      const response = await page(path);
      const policy = response.headers.get('content-security-policy') ?? '';
      const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      expect(await response.text()).toBe(
        `<app-root ngcspnonce="${nonce}"></app-root><script nonce="${nonce}"></script>`,
      );
      expect(policy).not.toContain('unsafe');
      seen.add(nonce);
    }
    expect(seen.size).toBe(2);
  });

  it('tells a program that asks for / where everything is', async () => {
    const { status, headers, body } = await raw('/', { accept: '*/*' });
    expect({ status, type: headers['content-type'], vary: headers.vary }).toEqual({
      status: 200,
      type: 'text/plain; charset=utf-8',
      vary: 'Accept',
    });
    for (const path of ['/api/docs', '/api/openapi.json', '/v1', '/mcp', '/health/ready']) expect(body).toContain(path);
  });

  it('lets hashed files be kept for ever', async () => {
    const response = await page('/main-ABCD1234.js');
    expect(response.headers.get('cache-control')).toContain('immutable');
  });

  it.each([
    ['gzip, deflate, br', 'br', 'Brotli'],
    ['gzip', 'gzip', 'Gzip'],
    ['br;q=0, gzip', 'gzip', 'Gzip'],
    ['identity', null, '1'],
  ])('sends to a reader of "%s" what the build has compressed as %s', async (accepted, encoding, body) => {
    const answer = await raw('/main-ABCD1234.js', { 'accept-encoding': accepted });
    const { headers } = answer;
    expect(answer.body).toBe(body);
    expect(headers['content-encoding'] ?? null).toBe(encoding);
    expect(headers['content-type']).toContain('javascript');
    expect(headers['cache-control']).toContain('immutable');
    expect(headers.vary).toContain('Accept-Encoding');
    const again = { 'accept-encoding': accepted, 'if-none-match': headers.etag };
    expect((await raw('/main-ABCD1234.js', again)).status).toBe(304);
    const other = { 'accept-encoding': encoding === 'br' ? 'gzip' : 'br', 'if-none-match': headers.etag };
    expect((await raw('/main-ABCD1234.js', other)).status).toBe(200);
  });

  it('shows the console under a policy that allows nothing inline', async () => {
    const response = await page('/api/docs');
    expect(await response.text()).toBe('4');
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|nonce/);
  });

  it('serves the element for other pages under a name that stays, and asks for it anew each time', async () => {
    const response = await page('/embed/chat-kit.js');
    expect(await response.text()).toBe('2');
    expect(response.headers.get('content-type')).toContain('javascript');
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  it('serves the frame that draws diagrams without an origin, for any page to hold', async () => {
    const response = await page('/embed/diagram/frame.html');
    const policy = response.headers.get('content-security-policy')?.split('; ');
    const nonce = /nonce-([^']+)/.exec(String(policy))?.[1];
    expect(await response.text()).toBe(`<script nonce="${nonce}"></script>`);
    expect(String(policy)).not.toContain('unsafe');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", 'frame-ancestors *', 'sandbox allow-scripts']),
    );
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect((await page('/embed/chat-kit.js')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['/api/unknown', '/health/unknown', '/v1/unknown', '/missing.js'])(
    'does not answer %s with the page',
    async (path) => {
      expect((await page(path)).status).toBe(404);
    },
  );
});
