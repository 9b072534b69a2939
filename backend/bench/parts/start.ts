import { setTimeout as delay } from 'node:timers/promises';
import { Account } from '../contenders/account.ts';
import { ServerProcess } from '../server-process.ts';
import { median } from '../statistics.ts';
import { withDirectory } from '../temporary-directory.ts';

const COLD_STARTS = 2;
const WARM_STARTS = 3;
const TURNS = 50;
/** Work that begins with the start has been done by then. */
const SETTLED_MS = 3_000;
const QUESTIONS = ['How do I start ChatKit?', 'Which settings are there?', 'How do I embed the chat in a page?'];

export interface StartFigures {
  coldStartMs: number;
  warmStartMs: number;
  /** In megabytes, of the process with the embedded database in it. */
  residentAfterStartMb: number;
  residentAfterTurnsMb: number;
  turns: number;
}

/** Starts the product with nothing configured: embedded database, our documents, quotes instead of a model. */
export async function measureStart(): Promise<StartFigures> {
  const cold: number[] = [];
  for (let start = 1; start < COLD_STARTS; start++) {
    await withDirectory(async (directory) => cold.push(await startOnce(directory)));
  }
  return withDirectory(async (directory) => {
    cold.push(await startOnce(directory));
    const warm: number[] = [];
    for (let start = 1; start < WARM_STARTS; start++) warm.push(await startOnce(directory));
    const server = await startProduct(directory);
    warm.push(server.startedInMs);
    const memory = await measureMemory(server).finally(() => server.stop());
    return { coldStartMs: median(cold), warmStartMs: median(warm), ...memory, turns: TURNS };
  });
}

function startProduct(directory: string): Promise<ServerProcess> {
  return ServerProcess.start({
    path: 'dist/backend/main.js',
    settings: { PORT: '0', SIGN_UP: 'open', DATA_DIR: directory },
  });
}

async function startOnce(directory: string): Promise<number> {
  const server = await startProduct(directory);
  await delay(SETTLED_MS);
  await server.stop();
  return server.startedInMs;
}

async function measureMemory(server: ServerProcess) {
  await delay(SETTLED_MS);
  const residentAfterStartMb = await residentMb(server);
  const account = await Account.signUp(server.url, 1);
  for (let turn = 0; turn < TURNS; turn++) {
    await account.post('/api/chat/message', { content: QUESTIONS[turn % QUESTIONS.length] });
  }
  return { residentAfterStartMb, residentAfterTurnsMb: await residentMb(server) };
}

async function residentMb(server: ServerProcess): Promise<number> {
  return (await server.measure()).rss / 1_024 ** 2;
}
