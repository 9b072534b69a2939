// Owns the one PGlite backend, in a thread of its own so that no statement stalls the streams of the main thread.
// Node runs this file as it is in tests and from `dist` in the product: relative imports end in `.ts`, and only
// syntax that can be erased is used here and in what it imports.
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { PGlite, type Extensions } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { Arbiter } from './arbiter.ts';
import { crashGuard } from './crash-guard.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './worker-messages.ts';

const { dataDirectory, sharedBuffers, port } = workerData as WorkerOptions;
const post = (message: FromWorker) => port.postMessage(message);

let phase: 'starting' | 'running' | 'closing' = 'starting';
let lastComplaint = '';

function leave(reason: string): never {
  post({ kind: 'fatal', reason: `${reason} ${lastComplaint}`.trim() });
  process.exit(70);
}

const database = await PGlite.create({
  dataDir: dataDirectory,
  extensions: {
    vector,
    crashGuard: crashGuard((reason) => {
      if (phase === 'running') leave(reason);
    }),
  } as Extensions,
  startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${sharedBuffers}`],
  onStderr: (line) => {
    if (/PANIC|FATAL|ERROR/.test(line)) lastComplaint = line.slice(0, 300);
    return false;
  },
}).catch((error: unknown) => leave(error instanceof Error ? error.message : String(error)));
phase = 'running';

const arbiter = new Arbiter(
  (bytes, onOutput) => database.execProtocolRawStream(bytes, { syncToFs: false, onRawData: onOutput }),
  post,
);

async function receive(message: ToWorker): Promise<void> {
  switch (message.kind) {
    case 'batch':
      return arbiter.accept(message);
    case 'withdraw':
      return arbiter.withdraw(message.client, message.ticket);
    case 'leave':
      return arbiter.leave(message.client);
    case 'close':
      phase = 'closing';
      await database.close();
      post({ kind: 'closed' });
      process.exit(0);
  }
}

let working = false;
port.on('message', (first: ToWorker) => {
  backlog.push(first);
  if (!working) void work();
});

const backlog: ToWorker[] = [];
async function work(): Promise<void> {
  working = true;
  do {
    // Between two statements, without a turn of the event loop: a statement that waits must be seen, or withdrawn, now.
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port))
      backlog.push(next.message as ToWorker);
    for (let message = backlog.shift(); message; message = backlog.shift()) await receive(message);
  } while (await arbiter.step());
  working = false;
}

post({ kind: 'ready' });
