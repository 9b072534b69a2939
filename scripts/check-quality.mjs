// Holds search and answers to their floors on public test collections: node scripts/check-quality.mjs COLLECTIONS EMBEDDINGS
// COLLECTIONS: a folder with one folder for each collection; EMBEDDINGS: a program that serves vectors fitted on a corpus.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgresServer } from './postgres-server.mjs';

const [collections, embeddings] = process.argv.slice(2);
const corpusOf = (name) => join(collections, name, 'corpus.jsonl.gz');
const reports = mkdtempSync(join(tmpdir(), 'chatkit-quality-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));

const others = corpusOf('distractors');

/** Runs of the evaluation, per lane one after the other; the two lanes run side by side. */
const lanes = [
  [
    {
      extra: others,
      collections: [
        { name: 'mtrag-un', atLeast: { 'turns.>1.lexical.ndcg10': 0.86 } },
        {
          name: 'xquad-en',
          atLeast: { 'answers.cited': 0.89, 'answers.quoted': 0.82, 'noAnswer.caught': 0.8 },
          atMost: { 'noAnswer.falseAlarms': 0.082 },
        },
      ],
    },
  ],
  [
    withVectors({ name: 'scifact', atLeast: { 'legs.lexical.ndcg10': 0.685 } }),
    withVectors({
      name: 'xquad-en',
      atLeast: { 'legs.lexical.ndcg10': 0.965, 'noAnswer.caught': 0.8 },
      atMost: { 'noAnswer.falseAlarms': 0.08 },
    }),
    withVectors({ name: 'xquad-de', atLeast: { 'legs.lexical.ndcg10': 0.935 } }),
    withVectors({ name: 'xquad-zh', atLeast: { 'legs.lexical.ndcg10': 0.95 } }),
    withVectors({ name: 'xquad-th', atLeast: { 'legs.lexical.ndcg10': 0.95, 'answers.cited': 0.89 } }),
    withVectors({ name: 'mtrag-un', atLeast: { 'turns.>1.lexical.ndcg10': 0.86 } }),
  ],
];
const FUSED_MAY_LOSE = 0.005;

if (!existsSync(collections)) {
  console.error(`There are no test collections in ${collections}: quality was NOT measured.`);
  process.exit(1);
}
const server = await startPostgresServer();
const gains = [];
const failures = (await Promise.all(lanes.map(measureAll))).flat();
await server.stop();
const gain = gains.reduce((sum, value) => sum + value, 0) / gains.length;
console.log(`both legs together gain ${gain.toFixed(4)} over words alone, on average`);
if (!(gain > 0)) failures.push('both legs together are no better than words alone, on average');
failures.forEach((failure) => console.error(`NOT MET: ${failure}`));
process.exit(failures.length ? 1 : 0);

function withVectors(collection) {
  return { vectors: true, collections: [collection] };
}

async function measureAll(lane) {
  const failures = [];
  for (const run of lane) failures.push(...(await measure(run)));
  return failures;
}

/** A run with vectors has one collection: its embeddings are fitted on that. */
async function measure({ collections: measured, extra, vectors = false }) {
  const names = measured.map(({ name }) => (extra ? `${name} among others` : name));
  const title = names.join(', ');
  const begun = performance.now();
  const model = vectors ? await serveEmbeddings(corpusOf(measured[0].name)) : undefined;
  const file = join(reports, `${title}.json`);
  const args = [
    'dist/backend/evaluate.js',
    ...measured.map(({ name }) => join(collections, name)),
    '--json',
    file,
    ...(extra ? ['--extra', extra] : []),
  ];
  const database = { DATABASE_URL: server.url, BETTER_AUTH_SECRET: randomUUID() };
  const env = {
    ...process.env,
    ...database,
    ...(model && { OPENAI_BASE_URL: model.url, EMBEDDING_MODEL: 'stand-in' }),
  };
  const code = await ended(spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] }));
  model?.process.kill();
  console.log(`${title} took ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
  if (code !== 0) return [`${title}: the evaluation ended with ${code}`];
  const found = [JSON.parse(readFileSync(file, 'utf8'))].flat();
  return measured.flatMap((collection, index) => [
    ...judgeFloors(names[index], found[index], collection),
    ...(vectors ? judgeFusion(names[index], found[index].legs) : []),
  ]);
}

function judgeFloors(name, report, { atLeast, atMost = {} }) {
  const read = (path) => path.split('.').reduce((value, key) => value?.[key], report);
  const failures = [];
  for (const [path, floor] of Object.entries(atLeast)) {
    console.log(`${name} ${path}: ${read(path)?.toFixed(4)} (at least ${floor})`);
    if (!(read(path) >= floor)) failures.push(`${name} ${path} is ${read(path)}, below ${floor}`);
  }
  for (const [path, most] of Object.entries(atMost)) {
    console.log(`${name} ${path}: ${read(path)?.toFixed(4)} (at most ${most})`);
    if (!(read(path) <= most)) failures.push(`${name} ${path} is ${read(path)}, above ${most}`);
  }
  return failures;
}

function judgeFusion(name, { lexical, vector, fused }) {
  const better = Math.max(lexical.ndcg10, vector.ndcg10);
  gains.push(fused.ndcg10 - lexical.ndcg10);
  console.log(
    `${name} nDCG@10 words ${lexical.ndcg10.toFixed(4)}, vectors ${vector.ndcg10.toFixed(4)}, both ${fused.ndcg10.toFixed(4)}`,
  );
  return fused.ndcg10 >= better - FUSED_MAY_LOSE
    ? []
    : [`${name}: both legs together lose more than ${FUSED_MAY_LOSE}`];
}

async function serveEmbeddings(corpus) {
  const port = await sparePort();
  const server = spawn(process.execPath, [embeddings, '--port', String(port), corpus], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => server.kill());
  await new Promise((resolve, reject) => {
    server.stdout.once('data', resolve);
    server.once('exit', () => reject(new Error('the embeddings server ended')));
  });
  return { process: server, url: `http://127.0.0.1:${port}/v1` };
}

function sparePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function ended(child) {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}
