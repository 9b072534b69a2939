// Writes backend/openapi.json from the built backend; with --check it fails when the file is out of date.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { createApp } from '../dist/backend/create-app.js';
import { openDatabase } from '../dist/backend/database/database.js';
import { readEnv } from '../dist/backend/env.js';

const file = new URL('../backend/openapi.json', import.meta.url).pathname;
const directory = await mkdtemp(join(tmpdir(), 'chatkit-openapi-'));
const env = readEnv({ DATA_DIR: directory, DOCS_DIR: directory, LOG_LEVEL: 'error' });
const { openapi, close } = await createApp(env, await openDatabase(env, console.error));
await close();
await rm(directory, { recursive: true, force: true });

const written = await format(JSON.stringify(openapi), { ...(await resolveConfig(file)), parser: 'json' });
if (!process.argv.includes('--check')) {
  await writeFile(file, written);
} else if (written !== (await readFile(file, 'utf8').catch(() => ''))) {
  console.error('backend/openapi.json does not describe the routes as they are: run `npm run openapi` and commit it.');
  process.exit(1);
}
