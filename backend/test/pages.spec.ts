import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    await writeFile(join(folder, 'element', 'diagram', 'frame.html'), '3');
    servePages(app, { pages: folder, element: join(folder, 'element') });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

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

  it('lets hashed files be kept for ever', async () => {
    const response = await page('/main-ABCD1234.js');
    expect(response.headers.get('cache-control')).toContain('immutable');
  });

  it('serves the element for other pages under a name that stays, and asks for it anew each time', async () => {
    const response = await page('/embed/chat-kit.js');
    expect(await response.text()).toBe('2');
    expect(response.headers.get('content-type')).toContain('javascript');
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  it('serves the frame that draws diagrams without an origin, for any page to hold', async () => {
    const response = await page('/embed/diagram/frame.html');
    expect(await response.text()).toBe('3');
    const policy = response.headers.get('content-security-policy')?.split('; ');
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
