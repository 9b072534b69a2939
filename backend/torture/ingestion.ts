// Kills the product while it takes documents in, on the embedded database, and looks whether any was lost or doubled:
// node backend/torture/ingestion.ts --documents 2000 --kills 20 --seed 1, after a build.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readEnv } from '../src/env.ts';
import { crashIngestion, INGESTION_INVARIANTS } from '../test/support/ingestion-crashes.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const MAIN = fileURLToPath(new URL('../../dist/backend/main.js', import.meta.url));
const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
const [documents, kills, seed] = [Number(values.documents), Number(values.kills), Number(values.seed)];
const settings = { DATA_DIR: temporaryDirectory() };

let child: ChildProcess | undefined;
const product = {
  url: '',
  async start(): Promise<void> {
    const env = { PATH: process.env['PATH'], PORT: '0', SIGN_UP: 'open', DOCS_DIR: '/nonexistent', ...settings };
    const started = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    child = started;
    product.url = await new Promise((resolve, reject) => {
      let output = '';
      started.stdout.on('data', (part: Buffer) => {
        output += part.toString();
        const url = /Chat +(http:\S+)/.exec(output)?.[1];
        if (url) resolve(url);
      });
      started.once('exit', (code) => reject(new Error(`The product ended with ${code}`)));
    });
  },
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (child?.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  },
};

await product.start();
const response = await fetch(`${product.url}/api/auth/sign-up/email`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ name: 'Ada', email: 'ada@example.com', password: 'correct horse' }),
});
const { token } = (await response.json()) as { token: string };
const begun = performance.now();
const onProgress = (text: string) => console.log(text);
const rest = await crashIngestion({ documents, kills, seed, product, token, onProgress });
await product.end('SIGTERM');
console.log(`All were taken in after ${seconds(performance.now() - begun)}, ${seconds(rest)} after the last start`);

const built = new URL('../../dist/backend/database/database.js', import.meta.url);
const { openDatabase } = (await import(built.href)) as typeof import('../src/database/database.ts');
const database = await openDatabase(readEnv(settings), console.error);
const { rows } = await database.pool.query<{ documents: number; chunks: number }>(
  'select (select count(*)::int from documents) as documents, (select count(*)::int from chunks) as chunks',
);
console.log(`${rows[0]?.documents} documents, ${rows[0]?.chunks} chunks`);
let violated = rows[0]?.documents !== documents;
for (const [name, violations] of Object.entries(INGESTION_INVARIANTS)) {
  const { rows: found } = await database.pool.query<{ id: string }>(violations);
  if (found.length > 0) violated = true;
  console.log(`${String(found.length).padStart(5)}  ${name}${found[0] ? `: ${found[0].id}` : ''}`);
}
await database.close();
process.exit(violated ? 1 : 0);

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
