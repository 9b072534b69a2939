import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** How the server behaves for one chat completion. Everything left out keeps a healthy default. */
export interface ModelScript {
  /** The answer; cut into tokens at spaces. */
  text?: string;
  /** The answer, token by token; wins over `text`. */
  tokens?: string[];
  firstTokenDelayMs?: number;
  tokenDelayMs?: number;
  /** Answers with this HTTP status and an OpenAI-style error body instead of a stream. */
  status?: number;
  headers?: Record<string, string>;
  /** Text of the error body; tests put a secret here to see that it never leaks. */
  errorMessage?: string;
  /** Closes the connection after this many tokens, without a finish reason. */
  cutAfter?: number;
  /** `end` closes the response politely, `destroy` resets the connection. */
  cutHow?: 'end' | 'destroy';
  /** Sends nothing more after this many tokens and keeps the connection open. */
  stallAfter?: number;
  /** Sends this instead of the stream of events, as it is. */
  garbage?: string;
  /** Frames sent before the first token: events that a client must not know. */
  unknownFrames?: string[];
  usage?: { prompt_tokens: number; completion_tokens: number };
  finishReason?: string;
}

/** A request as the server received it. */
export interface ModelRequest {
  path: string;
  headers: IncomingMessage['headers'];
  /** Of the client, which tells its connections apart. */
  port: number | undefined;
  body: ModelRequestBody;
  /** Whether the client closed the connection before the answer was complete. */
  aborted: boolean;
}

export interface ModelRequestBody {
  model?: string;
  stream?: boolean;
  messages?: { role: string; content: string }[];
  input?: string | string[];
  query?: string;
  /** What to rerank, as Cohere names it. */
  documents?: string[];
  /** What to rerank, as Text Embeddings Inference names it. */
  texts?: string[];
  [key: string]: unknown;
}

/** The vector of a text, or undefined where the default, which counts words, will do. */
export type VectorOf = (text: string) => number[] | undefined;

/** One script for every request, or one chosen by looking at it. */
export type Scripting = ModelScript | ((request: ModelRequest) => ModelScript);

const DEFAULT_SCRIPT: ModelScript = { text: 'This is what the first source says [1].' };

/** An OpenAI-compatible model server that follows a script, for tests and benchmarks: real HTTP, no model. */
export class ScriptedModelServer {
  /** Every request so far, oldest first. */
  readonly requests: ModelRequest[] = [];
  readonly #server: Server;
  readonly #queue: Scripting[] = [];
  readonly #abort = new AbortController();
  #default: Scripting = DEFAULT_SCRIPT;
  #dimensions = 64;
  #vectorOf: VectorOf | undefined;
  #scoreOf = sharedWords;

  constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  /** Listens on `port` of the loopback interface; 0 takes a free one. */
  async start(port = 0): Promise<this> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  /** What a client configures as its base URL. */
  get baseUrl(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/v1`;
  }

  /** The script of every request that has none of its own. */
  script(scripting: Scripting): void {
    this.#default = scripting;
  }

  /** The scripts of the next chat completions, in order; after them the default script again. */
  scriptNext(...scriptings: Scripting[]): void {
    this.#queue.push(...scriptings);
  }

  /** The length of the vectors that `/v1/embeddings` answers with. */
  embedWith(dimensions: number): void {
    this.#dimensions = dimensions;
  }

  /** The vectors that `/v1/embeddings` answers with, so that texts without common words can be near each other. */
  embedAs(vectorOf: VectorOf): void {
    this.#vectorOf = vectorOf;
  }

  /** The scores that reranking answers with, in place of the number of shared words. */
  rerankAs(scoreOf: (question: string, text: string) => number): void {
    this.#scoreOf = scoreOf;
  }

  /** Forgets requests and scripts. */
  reset(): void {
    this.requests.length = 0;
    this.#queue.length = 0;
    this.#default = DEFAULT_SCRIPT;
    this.#dimensions = 64;
    this.#vectorOf = undefined;
    this.#scoreOf = sharedWords;
  }

  /** Ends open streams and stops listening. */
  async close(): Promise<void> {
    this.#abort.abort();
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((closed) => this.#server.close(closed));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    const { url: path = '/', headers, socket } = incoming;
    const request: ModelRequest = { path, headers, port: socket.remotePort, body, aborted: false };
    this.requests.push(request);
    response.on('close', () => (request.aborted = !response.writableFinished));
    switch (request.path) {
      case '/v1/chat/completions':
        return this.#complete(request, response);
      case '/v1/embeddings':
        return this.#embed(request, response);
      case '/v1/rerank':
      case '/rerank':
        return this.#rerank(request, response);
      case '/v1/models':
        return sendJson(response, 200, { object: 'list', data: [{ id: 'scripted', object: 'model' }] });
      default:
        return sendJson(response, 404, { error: { message: 'unknown path', type: 'invalid_request_error' } });
    }
  }

  async #complete(request: ModelRequest, response: ServerResponse): Promise<void> {
    const scripting = this.#queue.shift() ?? this.#default;
    const script = typeof scripting === 'function' ? scripting(request) : scripting;
    if (script.status !== undefined) return sendError(response, script);
    if (script.garbage !== undefined) return sendGarbage(response, script.garbage);
    if (request.body.stream) return this.#stream(request, response, script);
    await this.#pause(script.firstTokenDelayMs);
    const message = { role: 'assistant', content: tokensOf(script).join('') };
    sendJson(
      response,
      200,
      completion(request, 'chat.completion', { message, finish_reason: 'stop' }, usageOf(script)),
    );
  }

  async #stream(request: ModelRequest, response: ServerResponse, script: ModelScript): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream', ...script.headers });
    response.flushHeaders();
    for (const frame of script.unknownFrames ?? []) response.write(frame);
    await this.#pause(script.firstTokenDelayMs);
    const send = (choice: object, usage?: object) =>
      response.write(`data: ${JSON.stringify(completion(request, 'chat.completion.chunk', choice, usage))}\n\n`);
    send({ delta: { role: 'assistant', content: '' }, finish_reason: null });
    for (const [index, token] of tokensOf(script).entries()) {
      if (index > 0) await this.#pause(script.tokenDelayMs);
      if (index === script.stallAfter) return;
      if (index === script.cutAfter) return cut(response, script);
      if (response.destroyed) return;
      const drained = send({ delta: { content: token }, finish_reason: null });
      if (!drained) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    if (script.stallAfter !== undefined) return;
    if (script.cutAfter !== undefined) return cut(response, script);
    send({ delta: {}, finish_reason: script.finishReason ?? 'stop' }, usageOf(script));
    response.end('data: [DONE]\n\n');
  }

  async #embed(request: ModelRequest, response: ServerResponse): Promise<void> {
    const scripting = typeof this.#default === 'function' ? this.#default(request) : this.#default;
    await this.#pause(scripting.firstTokenDelayMs);
    if (scripting.status !== undefined) return sendError(response, scripting);
    if (scripting.garbage !== undefined) return sendGarbage(response, scripting.garbage, 'application/json');
    const inputs = [request.body.input ?? []].flat();
    const data = inputs.map((input, index) => {
      const vector = this.#vectorOf?.(input) ?? wordHashVector(input, this.#dimensions);
      return { object: 'embedding', index, embedding: encodeVector(vector, request.body['encoding_format']) };
    });
    const usage = { prompt_tokens: inputs.length, total_tokens: inputs.length };
    sendJson(response, 200, { object: 'list', model: request.body.model, data, usage });
  }

  async #rerank(request: ModelRequest, response: ServerResponse): Promise<void> {
    const scripting = typeof this.#default === 'function' ? this.#default(request) : this.#default;
    await this.#pause(scripting.firstTokenDelayMs);
    if (scripting.status !== undefined) return sendError(response, scripting);
    if (scripting.garbage !== undefined) return sendGarbage(response, scripting.garbage, 'application/json');
    const { query = '', documents, texts = documents ?? [] } = request.body;
    const scores = texts
      .map((text, index) => ({ index, score: this.#scoreOf(query, text) }))
      .sort((a, b) => b.score - a.score);
    if (!documents) return sendJson(response, 200, scores);
    const results = scores.map(({ index, score }) => ({ index, relevance_score: score }));
    sendJson(response, 200, { id: 'rerank-scripted', results, meta: {} });
  }

  async #pause(milliseconds = 0): Promise<void> {
    if (milliseconds > 0) await delay(milliseconds, undefined, { signal: this.#abort.signal });
  }
}

async function readBody(incoming: IncomingMessage): Promise<ModelRequestBody> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as ModelRequestBody);
}

function tokensOf(script: ModelScript): string[] {
  return script.tokens ?? (script.text ?? DEFAULT_SCRIPT.text ?? '').match(/\s*\S+\s*$|\s*\S+/g) ?? [];
}

function usageOf(script: ModelScript): object {
  const usage = script.usage ?? { prompt_tokens: 10, completion_tokens: tokensOf(script).length };
  return { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens };
}

function completion(request: ModelRequest, object: string, choice: object, usage?: object): object {
  const { model } = request.body;
  const created = Math.floor(Date.now() / 1000);
  return { id: 'chatcmpl-scripted', object, created, model, choices: [{ index: 0, ...choice }], usage };
}

function cut(response: ServerResponse, script: ModelScript): void {
  if (script.cutHow === 'destroy') response.destroy();
  else response.end();
}

function sendJson(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function sendError(response: ServerResponse, script: ModelScript): void {
  const error = { message: script.errorMessage ?? 'scripted error', type: 'scripted', code: null, param: null };
  sendJson(response, script.status ?? 500, { error }, script.headers);
}

function sendGarbage(response: ServerResponse, garbage: string, contentType = 'text/event-stream'): void {
  response.writeHead(200, { 'content-type': contentType });
  response.end(garbage);
}

/** A bag of hashed words, so that texts that share words are near each other. */
function wordHashVector(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const place = createHash('sha256').update(word).digest().readUInt32BE(0) % dimensions;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function sharedWords(question: string, text: string): number {
  const words = new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  return (question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => words.has(word)).length;
}

function encodeVector(vector: number[], format: unknown): number[] | string {
  return format === 'base64' ? Buffer.from(new Float32Array(vector).buffer).toString('base64') : vector;
}
