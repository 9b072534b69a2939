// The least that a turn can be made of: two prepared statements, one request to the model, its tokens relayed as events.
// No accounts, no validation, no retrieval, no citations, no repeated sends, no crash safety.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Pool as DatabasePool } from 'pg';
import { Pool as HttpPool } from 'undici';
import { type Message, MODEL } from '../workload.ts';

const database = new DatabasePool({ connectionString: setting('DATABASE_URL'), max: 16 });
const model = new HttpPool(setting('MODEL_URL'), { connections: 1_024, pipelining: 1 });

const OPEN = {
  name: 'open',
  text: `with added as (insert into messages (thread_id, role, content) values ($1, 'user', $2))
         select role, content from messages where thread_id = $1 order by seq desc limit 20`,
};
const SETTLE = {
  name: 'settle',
  text: `with added as (insert into messages (thread_id, role, content) values ($1, 'assistant', $2))
         update threads set updated_at = now() where id = $1`,
};

const LIST = { name: 'list', text: 'select id, updated_at from threads order by updated_at desc limit 20' };
const READ = {
  name: 'read',
  text: 'select seq, role, content, created_at from messages where thread_id = $1 order by seq desc limit 50',
};

const server = createServer((request, response) => {
  const answer = request.method === 'GET' ? read : takeTurn;
  void answer(request, response).catch((error: unknown) => response.destroy(error as Error));
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', 1_024, () => {
  console.log(`Listening http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once('SIGTERM', () => process.exit(0));

async function takeTurn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { threadId, content } = JSON.parse(await text(request)) as { threadId: string; content: string };
  const { rows } = await database.query<Message>({ ...OPEN, values: [threadId, content] });
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const messages = [...rows.reverse(), { role: 'user', content }];
  const answer = await relay(messages, (events) => response.write(events));
  await database.query({ ...SETTLE, values: [threadId, answer] });
  response.end('data: [DONE]\n\n');
}

/** The list of threads at `/threads`, the messages of one at `/threads/ID`. */
async function read({ url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
  const threadId = url.split('/')[2];
  const { rows } = await database.query(threadId ? { ...READ, values: [threadId] } : LIST);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(rows));
}

function relay(messages: object[], send: (events: string) => void): Promise<string> {
  const body = JSON.stringify({ model: MODEL, stream: true, messages });
  const headers = { 'content-type': 'application/json' };
  let pending = '';
  let answer = '';
  const read = (chunk: Buffer): void => {
    const frames = (pending + chunk.toString()).split('\n\n');
    pending = frames.pop() ?? '';
    let events = '';
    for (const token of frames.map(tokenIn)) {
      if (!token) continue;
      answer += token;
      events += `data: ${JSON.stringify({ delta: token })}\n\n`;
    }
    if (events) send(events);
  };
  return new Promise((resolve, reject) => {
    model.dispatch(
      { path: '/v1/chat/completions', method: 'POST', headers, body },
      {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData: (_, chunk) => read(chunk),
        onResponseEnd: () => resolve(answer),
        onResponseError: (_, error) => reject(error),
      },
    );
  });
}

interface Chunk {
  choices: { delta: { content?: string } }[];
}

function tokenIn(frame: string): string | undefined {
  if (!frame.startsWith('data: {')) return undefined;
  return (JSON.parse(frame.slice('data: '.length)) as Chunk).choices[0]?.delta.content;
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
