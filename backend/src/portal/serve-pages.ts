import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express from 'express';

/** What belongs to the API: an unknown path below these is a 404, not a page. */
const NOT_PAGES = /^\/(api|health|metrics|v1|mcp)(\/|$)/;
const FILE_NAME = /\.\w+$/;
const HASHED_NAME = /-[\w-]{8}\.\w+$/;
const NONCE_PLACE = /CSP_NONCE/g;

/** Serves the built user interface from `directory`; any path that a browser opens as a page gets `index.html`. */
export function servePages(app: NestExpressApplication, directory: string): void {
  const server = app.getHttpAdapter().getInstance();
  server.use(
    express.static(directory, {
      index: false,
      setHeaders: (response, path) =>
        response.set('cache-control', HASHED_NAME.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'),
    }),
  );
  server.get('/{*path}', async (request, response, next) => {
    const isPage = request.headers.accept?.includes('text/html') && !FILE_NAME.test(request.path);
    if (!isPage || NOT_PAGES.test(request.path)) return next();
    const page = await readFile(join(directory, 'index.html'), 'utf8').catch(() => undefined);
    if (page === undefined) return next(); // the backend runs without its built pages in development
    const nonce = randomBytes(16).toString('base64');
    response
      .set({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'content-security-policy': contentSecurityPolicy(nonce),
      })
      .send(page.replaceAll(NONCE_PLACE, nonce));
  });
}

/** Nothing from elsewhere, whatever an answer or a document says: no script, no picture, no request. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
  ].join('; ');
}
