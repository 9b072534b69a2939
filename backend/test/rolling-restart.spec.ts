import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message } from '@chatkit/contract';
import { Agent, setGlobalDispatcher } from 'undici';
import { addHandbook } from './support/handbook.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { fold, type Frame, TestUser } from './support/test-app.js';
import { createTestStore, type TestStore } from './support/test-database.js';
import { TestProcess } from './support/test-process.js';

const STREAMS = 200;
const INSTANCES = 3;
const question = 'How many days of holiday do employees get?';

/** Sends each request to a ready instance, in turn, as the balancer in front of several instances does. */
class Balancer {
  readonly #server: Server;
  #next = 0;

  constructor(private readonly instances: TestProcess[]) {
    this.#server = createServer((incoming, outgoing) => void this.#pass(incoming, outgoing));
  }

  async start(): Promise<this> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const instance = await this.#ready();
    if (!instance) return void outgoing.writeHead(503).end();
    const { method, headers, url } = incoming;
    const passed = request(new URL(url ?? '/', instance.url), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
    });
    passed.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
    outgoing.on('close', () => passed.destroy());
    incoming.pipe(passed);
  }

  async #ready(): Promise<TestProcess | undefined> {
    const from = this.#next++ % INSTANCES;
    for (const instance of [...this.instances.slice(from), ...this.instances.slice(0, from)]) {
      const health = await fetch(`${instance.url}/health/ready`).catch(() => undefined);
      if (health?.ok) return instance;
    }
    return undefined;
  }
}

/** The embedded database has one instance only. */
const onServer = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;

onServer('a rolling restart of three instances under 200 streams', () => {
  const model = new ScriptedModelServer();
  const instances: TestProcess[] = [];
  let store: TestStore;
  let balancer: Balancer;
  let ada: TestUser;

  beforeAll(async () => {
    setGlobalDispatcher(new Agent({ connections: null, bodyTimeout: 0, headersTimeout: 0 }));
    await model.start();
    store = await createTestStore();
    for (let i = 0; i < INSTANCES; i++) {
      const settings = { ...store.settings, OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted' };
      instances.push(await new TestProcess(settings).start());
    }
    balancer = await new Balancer(instances).start();
    ada = await TestUser.signUp(balancer, 'Ada');
    await addHandbook(ada);
  }, 120_000);
  afterAll(async () => {
    balancer.close();
    await Promise.all(instances.map((instance) => instance.end('SIGKILL')));
    await model.close();
    await store.remove();
  });

  /** As a client does: sends again with its key until the turn is stored, and follows it until its end. */
  async function converse(): Promise<{ frames: Frame[]; sends: number }> {
    const body = { content: question, clientMessageId: randomUUID() };
    const frames: Frame[] = [];
    for (let sends = 1; ; sends++) {
      const begun = await ada.stream('POST', '/api/chat/message', body).catch(() => []);
      frames.push(...begun);
      if (begun.some(({ event }) => event === 'end')) return { frames, sends };
      const id = begun[0]?.data.message?.id;
      for (let tries = 0; id && tries < 100; tries++) {
        const more = await ada
          .stream('GET', `/api/chat/messages/${id}/events`, undefined, { 'last-event-id': frames.at(-1)?.id ?? '' })
          .catch(() => []);
        frames.push(...more);
        if (more.some(({ event }) => event === 'end')) return { frames, sends };
        await delay(200);
      }
      await delay(200);
    }
  }

  it('cuts no answer short and loses no question', async () => {
    const tokens = Array.from({ length: 60 }, (_, i) => `word${i} `);
    model.script({ tokens, tokenDelayMs: 250 }); // longer than an instance waits for its turns to end
    const conversations = Array.from({ length: STREAMS }, async (_, i) => {
      await delay(i * 100); // spread over the whole restart
      return converse();
    });
    for (const instance of instances) {
      await delay(2_000);
      await instance.end('SIGTERM');
      await instance.start();
    }
    const ended = await Promise.all(conversations);

    const stored = new Map<string, Message>();
    for (const { frames } of ended) {
      const { id = '' } = frames[0]?.data.message ?? {};
      const { body } = await ada.get<Message>(`/api/chat/messages/${id}`);
      stored.set(id, body);
      expect(fold(frames)).toBe(body.content);
      expect(body).toMatchObject({ status: 'complete', content: tokens.join('') });
    }
    expect(stored.size).toBe(STREAMS);
  }, 240_000);
});
