import { Pool } from 'pg';
import type { Contender } from '../contenders/contender.ts';
import { Floor } from '../contenders/floor.ts';
import { Model } from '../contenders/model.ts';
import { Product } from '../contenders/product.ts';
import { threadsInDatabase } from '../contenders/threads.ts';
import { type BenchServer, startBenchServer } from '../database.ts';
import { median } from '../statistics.ts';
import { withDirectory } from '../temporary-directory.ts';
import { QUESTION } from '../workload.ts';
import { type GuardCost, measureGuardCost } from './routes/guard-cost.ts';
import { type Cost, type RepeatedRequest, requestAll } from './routes/request-all.ts';

const SECRET = 'a secret for the benchmark that is long enough';
const THREADS_OF_EACH = 20;
const ACCOUNTS = 10;
const ROUNDS = 7;

export interface RouteFigures {
  place: string;
  routes: { name: string; product: Cost; floor: Cost | undefined }[];
  guard: GuardCost;
}

interface Compared {
  name: string;
  count: number;
  product: RepeatedRequest;
  floor?: RepeatedRequest;
}

/** Asks routes of the product and of the floor in turn; undefined where there is no PostgreSQL server. */
export async function measureRoutes(): Promise<RouteFigures | undefined> {
  await using started = new AsyncDisposableStack();
  const server = await startBenchServer();
  if (!server) return undefined;
  started.defer(() => server.stop());
  return await withDirectory((directory) => measureOn(server, directory));
}

async function measureOn(server: BenchServer, directory: string): Promise<RouteFigures> {
  await using started = new AsyncDisposableStack();
  const model = await Model.start();
  started.defer(() => model.server.stop());
  await model.pace();
  const floor = await Floor.start(await server.createDatabase('floor'), model.server.url);
  started.defer(() => floor.stop());
  const url = await server.createDatabase('product');
  const database = new Pool({ connectionString: url, max: 2 });
  started.defer(() => database.end());
  const store = { DATABASE_URL: url, BETTER_AUTH_SECRET: SECRET, DATA_DIR: directory };
  const threads = threadsInDatabase(database);
  const product = await Product.start({ modelUrl: model.server.url, store, threads, nodeOptions: [] });
  started.defer(() => product.stop());

  const [question] = await product.questions(THREADS_OF_EACH * ACCOUNTS);
  const [floorQuestion] = await floor.questions(THREADS_OF_EACH);
  if (!question || !floorQuestion) throw new Error('there are no threads');
  const authorization = question.headers['authorization'] ?? '';
  const key = await keyOf(product.server.url, authorization);
  await database.query(`update "apikey" set "rateLimitMax" = 1000000000`);
  const threadId = (question.body as { threadId: string }).threadId;
  const ofFloor = floorQuestion.body as { threadId: string };
  const routes = [];
  for (const one of comparedRoutes({ authorization, key, threadId, ofFloor }))
    routes.push(await compare(one, product, floor));
  const guard = await measureGuardCost(store, authorization.replace('Bearer ', ''), key);
  return { place: `PostgreSQL ${server.version}`, routes, guard };
}

interface Asked {
  authorization: string;
  key: string;
  threadId: string;
  ofFloor: { threadId: string };
}

function comparedRoutes({ authorization, key, threadId, ofFloor }: Asked): Compared[] {
  const bySession = { authorization };
  const byKey = { 'x-api-key': key };
  const list = { method: 'GET', path: `/api/chat/threads?limit=${THREADS_OF_EACH}` } as const;
  const listOnFloor = { method: 'GET', path: '/threads' } as const;
  const completion = { model: 'chatkit-rag', messages: [{ role: 'user', content: QUESTION }] };
  return [
    { name: 'Nothing, `GET /health/live`', count: 800, product: { method: 'GET', path: '/health/live' } },
    { name: 'List 20 threads, by session', count: 400, product: { ...list, headers: bySession }, floor: listOnFloor },
    { name: 'List 20 threads, by API key', count: 400, product: { ...list, headers: byKey }, floor: listOnFloor },
    {
      name: 'Read a thread of 20 messages, by session',
      count: 400,
      product: { method: 'GET', path: `/api/chat/threads/${threadId}/messages`, headers: bySession },
      floor: { method: 'GET', path: `/threads/${ofFloor.threadId}` },
    },
    {
      name: 'Search, by session',
      count: 200,
      product: { method: 'POST', path: '/api/rag/search', headers: bySession, body: { query: QUESTION } },
    },
    {
      name: '`/v1/chat/completions`, by API key',
      count: 200,
      product: { method: 'POST', path: '/v1/chat/completions', headers: byKey, body: completion },
      floor: { method: 'POST', path: '/', body: { threadId: ofFloor.threadId, content: QUESTION } },
    },
  ];
}

/** In rounds by turns, the first of which warms up. */
async function compare(one: Compared, product: Contender, floor: Contender) {
  const rounds: { product: Cost; floor: Cost | undefined }[] = [];
  const cost = ({ server, connections }: Contender, request: RepeatedRequest) =>
    requestAll(server, connections, request, one.count);
  for (let round = 0; round <= ROUNDS; round++)
    rounds.push({ product: await cost(product, one.product), floor: one.floor && (await cost(floor, one.floor)) });
  const counted = rounds.slice(1);
  return {
    name: one.name,
    product: middle(counted.map((round) => round.product)),
    floor: one.floor && middle(counted.flatMap((round) => round.floor ?? [])),
  };
}

function middle(costs: Cost[]): Cost {
  return {
    requestsPerSecond: median(costs.map(({ requestsPerSecond }) => requestsPerSecond)),
    cpuMsPerRequest: median(costs.map(({ cpuMsPerRequest }) => cpuMsPerRequest)),
  };
}

async function keyOf(url: string, authorization: string): Promise<string> {
  const response = await fetch(`${url}/api/keys`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Benchmark', scopes: ['chat', 'threads:read'] }),
  });
  if (!response.ok) throw new Error(`no key: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { key: string }).key;
}
