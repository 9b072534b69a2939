// Writes backend/openapi.json and docs/errors.md from the built backend, and lints the first; with --check it fails when one
// of them is out of date.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { createApp } from '../dist/backend/create-app.js';
import { openDatabase } from '../dist/backend/database/database.js';
import { readEnv } from '../dist/backend/env.js';
import { errorsPage } from './docs/errors-page.mjs';
import { lintApi } from './lint/api.mjs';

const directory = await mkdtemp(join(tmpdir(), 'chatkit-openapi-'));
const env = readEnv({ DATA_DIR: directory, DOCS_DIR: directory, LOG_LEVEL: 'error' });
const { openapi, close } = await createApp(env, await openDatabase(env, console.error));
await close();
await rm(directory, { recursive: true, force: true });

const checks = process.argv.includes('--check');
const description = JSON.stringify(openapi);
const faults = [
  ...(await keep('backend/openapi.json', description, 'json')),
  ...(await keep('docs/errors.md', errorsPage(), 'markdown')),
  ...(await lintApi(description)),
];
for (const fault of faults) console.error(fault);
process.exit(faults.length ? 1 : 0);

/** Writes a generated file, or says that it is out of date. */
async function keep(name, content, parser) {
  const file = new URL(`../${name}`, import.meta.url).pathname;
  const written = await format(content, { ...(await resolveConfig(file)), parser });
  if (!checks) await writeFile(file, written);
  else if (written !== (await readFile(file, 'utf8').catch(() => '')))
    return [`${name} does not describe the routes as they are: run \`npm run openapi\` and commit it.`];
  return [];
}
