import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Message, Page, Turn } from '@chatkit/contract';
import { createApp } from '../../src/create-app.js';
import { type Database, openDatabase } from '../../src/database/database.js';
import { type Env, readEnv } from '../../src/env.js';
import { createTestStore, type TestStore } from './test-database.js';

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Frame {
  id: string;
  event: string;
  // The frames of a stream hold whatever the server sent: each test looks at what it is about.
  data: Record<string, never> & { text?: string; message?: Message; status?: string; sources?: unknown[] };
}

const EMPTY_DOCS = '/nonexistent';

/** The whole product on a database of its own, listening on a spare port. */
export class TestApp {
  app!: NestExpressApplication;
  openapi!: OpenAPIObject;
  url = '';
  #close: () => Promise<void> = () => Promise.resolve();

  private constructor(
    private readonly store: TestStore,
    private settings: Record<string, string>,
  ) {}

  static async start(settings: Record<string, string> = {}): Promise<TestApp> {
    const test = new TestApp(await createTestStore(), settings);
    await test.open();
    return test;
  }

  /** Another instance on the same database; shut it down before this one is stopped. */
  async another(settings: Record<string, string> = {}): Promise<TestApp> {
    const test = new TestApp(this.store, { ...this.settings, ...settings });
    await test.open();
    return test;
  }

  /** Opens the product; again after {@link shutDown}, on the same data. */
  async open(): Promise<void> {
    const env = this.#env;
    const { app, openapi, close } = await createApp(env, await openDatabase(env, () => undefined));
    await app.listen(0, '127.0.0.1');
    this.app = app;
    this.openapi = openapi;
    this.#close = close;
    this.url = await app.getUrl();
  }

  /** Works on the database of a product that was shut down. */
  async withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const database = await openDatabase(this.#env, () => undefined);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  get #env(): Env {
    return readEnv({
      SIGN_UP: 'open',
      LOG_LEVEL: 'error',
      DOCS_DIR: EMPTY_DOCS,
      ...this.store.settings,
      ...this.settings,
    });
  }

  /** The settings of the next {@link open}. */
  configure(settings: Record<string, string>): void {
    this.settings = settings;
  }

  async shutDown(): Promise<void> {
    await this.#close();
  }

  async stop(): Promise<void> {
    await this.shutDown();
    await this.store.remove();
  }

  signUp(name: string): Promise<TestUser> {
    return TestUser.signUp(this, name);
  }
}

/** Somebody who is signed in by a bearer token. */
export class TestUser {
  constructor(
    /** Looked up for each request: a server that was started again has another port. */
    private readonly server: { url: string },
    readonly token: string,
    readonly id: string,
  ) {}

  static async signUp(server: { url: string }, name: string): Promise<TestUser> {
    const response = await fetch(`${server.url}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, email: `${name.toLowerCase()}@example.com`, password: 'correct horse' }),
    });
    if (!response.ok) throw new Error(`sign-up failed: ${response.status} ${await response.text()}`);
    const { token, user } = (await response.json()) as { token: string; user: { id: string } };
    return new TestUser(server, token, user.id);
  }

  async request<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await this.fetch(method, path, body, headers);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as T };
  }

  get<T = unknown>(path: string): Promise<Answer<T>> {
    return this.request<T>('GET', path);
  }

  post<T = unknown>(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.request<T>('POST', path, body, headers);
  }

  send(body: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer<Turn>> {
    return this.post<Turn>('/api/chat/message', body, headers);
  }

  async messages(threadId: string): Promise<Message[]> {
    const { body } = await this.get<Page<Message>>(`/api/chat/threads/${threadId}/messages`);
    return body.data.reverse();
  }

  /** Reads server-sent events until the stream closes or `enough` says so, and then leaves. */
  async stream(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    enough: (frames: Frame[]) => boolean = () => false,
  ): Promise<Frame[]> {
    const leave = new AbortController();
    const response = await this.fetch(method, path, body, { accept: 'text/event-stream', ...headers }, leave.signal);
    if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body)
      throw new Error(`no stream: ${response.status} ${await response.text()}`);
    const frames: Frame[] = [];
    let pending = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const parts = (pending + chunk).split('\n\n');
      pending = parts.pop() ?? '';
      frames.push(...parts.filter((part) => !part.startsWith(':')).map(parseFrame));
      if (enough(frames)) break;
    }
    leave.abort();
    return frames;
  }

  fetch(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Response> {
    return fetch(`${this.server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  }
}

/** The text that a reader of the frames has in the end. */
export function fold(frames: Frame[]): string {
  return frames.reduce((text, { event, data }) => {
    if (event === 'restart') return '';
    if (event === 'delta') return text + (data.text ?? '');
    return event === 'message' ? (data.message?.content ?? text) : text;
  }, '');
}

function parseFrame(part: string): Frame {
  const fields = new Map(
    part.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return {
    id: fields.get('id') ?? '',
    event: fields.get('event') ?? '',
    data: JSON.parse(fields.get('data') ?? '{}') as Frame['data'],
  };
}
