import { existsSync, readdirSync } from 'node:fs';
import { extname } from 'node:path';
import type { RequestHandler } from 'express';

const ENDINGS = { br: '.br', gzip: '.gz' };

/** Leads a request for a file of `folder` to its compressed form, where the build has left one that the reader takes. */
export function precompressed(folder: string): RequestHandler {
  const files = new Set(existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []);
  const forms = Object.keys(ENDINGS) as (keyof typeof ENDINGS)[];
  return (request, response, next) => {
    const path = request.path.slice(1);
    const there = forms.filter((form) => files.has(path + ENDINGS[form]));
    if (!there.length) return next();
    response.vary('Accept-Encoding');
    const form = there.find((candidate) => request.acceptsEncodings(candidate));
    if (form) {
      response.type(extname(path)).set('content-encoding', form);
      request.url = request.url.replace(path, path + ENDINGS[form]);
    }
    next();
  };
}
