import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';

/** What belongs to the API: an unknown path below these is a 404, not a page. */
const NOT_PAGES = /^\/(api|health|metrics|v1|mcp)(\/|$)/;
const FILE_NAME = /\.\w+$/;
const HASHED_NAME = /-[\w-]{8}\.\w+$/;
const NONCE_PLACE = /CSP_NONCE/g;
const DIAGRAM_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  'frame-ancestors *',
  'sandbox allow-scripts',
].join('; ');

export interface BuiltPages {
  /** The folder of the user interface. */
  pages: string;
  /** The folder of the element `<chat-kit>`. */
  element: string;
}

/**
 * Serves the built user interface; any path that a browser opens as a page gets `index.html`. The element for other pages
 * is `/embed/chat-kit.js`, with what that loads beside it.
 */
export function servePages(app: NestExpressApplication, { pages, element }: BuiltPages): void {
  const server = app.getHttpAdapter().getInstance();
  const options = {
    index: false,
    setHeaders: (response: ServerResponse, path: string) =>
      response.setHeader('cache-control', HASHED_NAME.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'),
  };
  server.use(express.static(pages, options));
  server.get('/embed/chat-kit.js', (request, _response, next) => {
    request.url = '/embed/main.js';
    next();
  });
  server.use('/embed/diagram', withoutOrigin);
  server.use('/embed', express.static(element, options));
  server.get('/{*path}', async (request, response, next) => {
    const isPage = request.headers.accept?.includes('text/html') && !FILE_NAME.test(request.path);
    if (!isPage || NOT_PAGES.test(request.path)) return next();
    const page = await readFile(join(pages, 'index.html'), 'utf8').catch(() => undefined);
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
    "frame-src 'self'",
  ].join('; ');
}

/**
 * The frame that draws diagrams has no origin, so its own files are of another one to it. It may load these and nothing
 * else, and any page may hold it: it knows nobody's session.
 */
function withoutOrigin(_request: Request, response: Response, next: NextFunction): void {
  response.set({ 'access-control-allow-origin': '*', 'content-security-policy': DIAGRAM_POLICY });
  next();
}
