import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { contentPolicy, newNonce } from '../http/content-policy.js';
import { precompressed } from './precompressed.js';

/** What belongs to the API: an unknown path below these is a 404, not a page. */
const NOT_PAGES = /^\/(api|health|metrics|v1|mcp)(\/|$)/;
const FILE_NAME = /\.\w+$/;
const HASHED_NAME = /-[\w-]{8}\.\w+(\.(br|gz))?$/;
const NONCE_PLACE = /CSP_NONCE/g;

/** For whoever asks with a program and without knowing what. */
const SIGNPOST = `This is ChatKit RAG.

The chat           this address, in a browser
The API            /api/docs in a browser, /api/openapi.json for programs
OpenAI's clients   /v1
Agents, by MCP     /mcp
Health             /health/ready
`;

/** Nothing from elsewhere, whatever an answer or a document says: no script, no picture, no request. */
const pagePolicy = (nonce: string) =>
  contentPolicy({
    'base-uri': "'self'",
    'form-action': "'self'",
    'frame-ancestors': "'self'",
    'script-src': `'self' 'nonce-${nonce}'`,
    'style-src': `'self' 'nonce-${nonce}'`,
    'connect-src': "'self'",
    'img-src': "'self' data:",
    'font-src': "'self'",
    'frame-src': "'self'",
  });

const CONSOLE_POLICY = contentPolicy({
  'script-src': "'self'",
  'style-src': "'self'",
  'connect-src': "'self'",
  'img-src': "'self' data:",
});

/**
 * The frame that draws diagrams has no origin, so its own files are of another one to it. It may load these and nothing
 * else, and any page may hold it: it knows nobody's session.
 */
const diagramPolicy = (nonce: string) =>
  contentPolicy({
    'script-src': "'self'",
    'style-src': `'self' 'nonce-${nonce}'`,
    'frame-ancestors': '*',
    sandbox: 'allow-scripts',
  });

export interface BuiltPages {
  /** The folder of the user interface. */
  pages: string;
  /** The folder of the element `<chat-kit>`. */
  element: string;
  /** The folder of the API console. */
  console: string;
}

/**
 * Serves the built user interface; any path that a browser opens as a page gets `index.html`. The element for other pages
 * is `/embed/chat-kit.js`, with what that loads beside it. The API console is `/api/docs`. Programs that ask for `/` get a
 * signpost.
 */
export function servePages(app: NestExpressApplication, { pages, element, console }: BuiltPages): void {
  const server = app.getHttpAdapter().getInstance();
  server.use('/api/docs', consolePolicy, filesOf(console, 'index.html'));
  server.use(filesOf(pages));
  server.get('/embed/chat-kit.js', (request, _response, next) => {
    request.url = '/embed/main.js';
    next();
  });
  server.use('/embed/diagram', withoutOrigin);
  server.get('/embed/diagram/frame.html', pageOf(join(element, 'diagram', 'frame.html'), diagramPolicy));
  server.use('/embed', filesOf(element));
  server.get('/', (request, response, next) => {
    response.vary('Accept');
    if (request.headers.accept?.includes('text/html')) next();
    else response.type('text/plain').send(SIGNPOST);
  });
  const page = pageOf(join(pages, 'index.html'), pagePolicy);
  server.get('/{*path}', async (request, response, next) => {
    const isPage = request.headers.accept?.includes('text/html') && !FILE_NAME.test(request.path);
    if (!isPage || NOT_PAGES.test(request.path)) next();
    else await page(request, response, next);
  });
}

/** Sends a page with a nonce that is new for each answer. */
function pageOf(file: string, policyOf: (nonce: string) => string): RequestHandler {
  return async (_request, response, next) => {
    const page = await readFile(file, 'utf8').catch(() => undefined);
    if (page === undefined) return next(); // the backend runs without its built pages in development
    const nonce = newNonce();
    response
      .set({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'content-security-policy': policyOf(nonce),
      })
      .send(page.replaceAll(NONCE_PLACE, nonce));
  };
}

function filesOf(folder: string, index: string | false = false): RequestHandler[] {
  const setHeaders = (response: ServerResponse, path: string) =>
    response.setHeader('cache-control', HASHED_NAME.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
  return [precompressed(folder), express.static(folder, { index, setHeaders })];
}

function consolePolicy(_request: Request, response: Response, next: NextFunction): void {
  response.set('content-security-policy', CONSOLE_POLICY);
  next();
}

function withoutOrigin(_request: Request, response: Response, next: NextFunction): void {
  response.set('access-control-allow-origin', '*');
  next();
}
