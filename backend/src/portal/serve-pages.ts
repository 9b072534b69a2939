import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express from 'express';

/** What belongs to the API: an unknown path below these is a 404, not a page. */
const NOT_PAGES = /^\/(api|health|metrics|v1|mcp)(\/|$)/;
const HASHED_NAME = /-[A-Z0-9]{8}\.\w+$/;

/** Serves the built user interface from `directory`; any path that a browser opens as a page gets `index.html`. */
export function servePages(app: NestExpressApplication, directory: string): void {
  const server = app.getHttpAdapter().getInstance();
  const index = join(directory, 'index.html');
  server.use(
    express.static(directory, {
      index: false,
      setHeaders: (response, path) =>
        response.set('cache-control', HASHED_NAME.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'),
    }),
  );
  server.get('/{*path}', (request, response, next) => {
    if (NOT_PAGES.test(request.path) || !request.headers.accept?.includes('text/html') || !existsSync(index))
      return next();
    response.set('cache-control', 'no-cache').sendFile(index);
  });
}
