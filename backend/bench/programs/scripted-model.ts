// A model server that speaks OpenAI's streaming chat completions and embeddings, and costs next to nothing: every frame is made beforehand.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { DIMENSIONS, randomNumbers } from '../parts/retrieval/corpus.ts';
import { answerTokens, MODEL, TOKENS_PER_ANSWER } from '../workload.ts';

/** How the answers come: all at once, token by token, or halted after some tokens until they are released. */
export interface AnswerPace {
  /** Between two tokens; the first comes at once. */
  pauseMs?: number;
  holdAfter?: number;
  /** How long a paced answer is. */
  tokens?: number;
}

const frames = answerTokens.map((content) => frame([{ index: 0, delta: { content }, finish_reason: null }]));
const ending = Buffer.concat([
  frame([{ index: 0, delta: {}, finish_reason: 'stop' }]),
  frame([], { prompt_tokens: 100, completion_tokens: TOKENS_PER_ANSWER, total_tokens: 100 + TOKENS_PER_ANSWER }),
  Buffer.from('data: [DONE]\n\n'),
]);
const held = new Set<ServerResponse>();
let pace: AnswerPace = {};
let embeddedAt = performance.now();

const server = createServer((request, response) => {
  void serve(request, response).catch(() => response.destroy());
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', 1_024, () => {
  console.log(`Listening http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once('SIGTERM', () => process.exit(0));

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  switch (request.url) {
    case '/pace':
      pace = JSON.parse(body) as AnswerPace;
      return void response.end();
    case '/release':
      for (const stream of held) finish(stream, pace.holdAfter ?? 0);
      held.clear();
      return void response.end();
    case '/idle':
      return void response.end(String(performance.now() - embeddedAt));
    case '/v1/embeddings':
      return void response.end(JSON.stringify(vectorsFor(JSON.parse(body) as { input: string[] })));
    default:
      answer(response);
  }
}

/** Vectors without a meaning, the same one for the same text. */
function vectorsFor({ input }: { input: string[] }): object {
  if (input.length > 1) embeddedAt = performance.now();
  const data = input.map((text, index) => {
    const random = randomNumbers(crc32(text));
    const vector = Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5);
    return { object: 'embedding', index, embedding: Buffer.from(vector.buffer).toString('base64') };
  });
  return { object: 'list', model: MODEL, data, usage: { prompt_tokens: 0, total_tokens: 0 } };
}

function answer(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  if (pace.pauseMs !== undefined) writeTokenByToken(response, pace.pauseMs, pace.tokens);
  else if (pace.holdAfter !== undefined) hold(response, pace.holdAfter);
  else finish(response, 0);
}

function writeTokenByToken(response: ServerResponse, pauseMs: number, tokens = TOKENS_PER_ANSWER): void {
  // The end of the answer holds the citation.
  let next = frames.length - tokens;
  const write = (): void => {
    response.write(frames[next++]);
    if (next < frames.length) return;
    clearInterval(timer);
    response.end(ending);
  };
  const timer = setInterval(write, pauseMs);
  response.on('close', () => clearInterval(timer));
  write();
}

function hold(response: ServerResponse, tokens: number): void {
  response.write(Buffer.concat(frames.slice(0, tokens)));
  held.add(response);
  response.on('close', () => held.delete(response));
}

function finish(response: ServerResponse, from: number): void {
  response.end(Buffer.concat([...frames.slice(from), ending]));
}

function frame(choices: object[], usage: object | null = null): Buffer {
  const chunk = { id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_700_000_000, model: MODEL };
  return Buffer.from(`data: ${JSON.stringify({ ...chunk, choices, usage })}\n\n`);
}
