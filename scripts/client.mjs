// Writes backend/client/src/generated from backend/openapi.json; with --check it fails when that is out of date.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';

/** Those that stream are written by hand. */
const STREAMS = new Set(['/api/events', '/api/chat/messages/{id}/events']);
/** These have clients of their own, or are for machines that need none. */
const OTHERS = /^\/(v1|mcp|metrics|health)(\/|$)|^\/api\/problems\//;

const generated = new URL('../backend/client/src/generated', import.meta.url).pathname;

if (!process.argv.includes('--check')) await generate(generated);
else {
  const anew = await mkdtemp(join(tmpdir(), 'chatkit-client-'));
  await generate(anew);
  const same = JSON.stringify(await contentsOf(anew)) === JSON.stringify(await contentsOf(generated));
  await rm(anew, { recursive: true, force: true });
  if (!same) {
    console.error(
      'backend/client/src/generated does not fit backend/openapi.json: run `npm run openapi` and commit it.',
    );
    process.exit(1);
  }
}

async function generate(path) {
  await createClient({
    input: await readDescription(),
    output: { path, importFileExtension: '.js' },
    logs: { level: 'silent', file: false },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', { name: '@hey-api/sdk', client: false }],
  });
}

/** The routes that programs call, without what the generator has no use for. */
async function readDescription() {
  const { paths, components, ...api } = JSON.parse(
    await readFile(new URL('../backend/openapi.json', import.meta.url), 'utf8'),
  );
  const wanted = Object.entries(paths).filter(([path]) => !STREAMS.has(path) && !OTHERS.test(path));
  const { schemas, securitySchemes } = components;
  return withoutExtras({ ...api, paths: Object.fromEntries(wanted), components: { schemas, securitySchemes } });
}

function withoutExtras(description) {
  for (const item of Object.values(description.paths))
    for (const { responses } of Object.values(item))
      for (const response of Object.values(responses)) {
        delete response.headers;
        for (const content of Object.values(response.content ?? {})) delete content.examples;
      }
  return description;
}

async function contentsOf(folder) {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Promise.all(paths.map(async (path) => [path.slice(folder.length), await readFile(path, 'utf8')]));
}
