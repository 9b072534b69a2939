import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message } from '@chatkit/contract';
import { openDatabase } from '../src/database/database.js';
import { readEnv } from '../src/env.js';
import { addHandbook } from './support/handbook.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { fold, TestUser } from './support/test-app.js';
import { createTestStore, type TestStore } from './support/test-database.js';
import { TestProcess } from './support/test-process.js';

const question = 'How many days of holiday do employees get?';
const words = Array.from({ length: 100 }, (_, i) => `word${i} `);

describe('a process that ends in the middle of an answer', () => {
  const model = new ScriptedModelServer();
  let store: TestStore;
  let server: TestProcess;
  let ada: TestUser;

  beforeAll(async () => {
    await model.start();
    store = await createTestStore();
    server = await new TestProcess({
      ...store.settings,
      OPENAI_BASE_URL: model.baseUrl,
      CHAT_MODEL: 'scripted',
    }).start();
    ada = await TestUser.signUp(server, 'Ada');
    await addHandbook(ada);
  }, 60_000);
  afterEach(() => model.reset());
  afterAll(async () => {
    await server.end('SIGKILL');
    await store.remove();
    await model.close();
  });

  /** What a stop leaves behind when the process is killed before it can act on it. */
  async function askToStop(id: string): Promise<void> {
    const database = await openDatabase(readEnv(store.settings), () => undefined);
    await database.pool.query('update chat_messages set stop_at = now() where id = $1', [id]);
    await database.close();
  }

  async function untilEnded(id: string): Promise<Message> {
    for (;;) {
      const { body } = await ada.get<Message>(`/api/chat/messages/${id}`);
      if (body.status !== 'generating') return body;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it('has the answer written again after kill -9, and never glues two attempts together', async () => {
    model.script({ tokens: words, tokenDelayMs: 40 });
    const begun = await ada
      .stream('POST', '/api/chat/message', { content: question }, {}, (frames) => fold(frames).includes('word40'))
      .catch(() => []);
    const { id } = begun[0]?.data.message ?? { id: '' };
    await server.end('SIGKILL');

    model.script({ text: 'Another answer [1].' });
    await server.start();
    const frames = await ada.stream('GET', `/api/chat/messages/${id}/events`, undefined, {
      'last-event-id': begun.at(-1)?.id ?? '',
    });
    expect(frames.map(({ event }) => event)).toContain('restart');
    expect(fold([...begun, ...frames])).toBe('Another answer [1].');
    expect(await untilEnded(id)).toMatchObject({ status: 'complete', content: 'Another answer [1].' });
  }, 60_000);

  it('keeps to a stop that was asked for before the crash', async () => {
    model.script({ tokens: words, tokenDelayMs: 40, firstTokenDelayMs: 60_000 });
    const { body } = await ada.send({ content: question }, { prefer: 'respond-async' });
    await server.end('SIGKILL');
    const asked = model.requests.length;
    await askToStop(body.message.id);
    await server.start();
    expect(await untilEnded(body.message.id)).toMatchObject({ status: 'stopped' });
    expect(model.requests).toHaveLength(asked);
  }, 60_000);

  it('lets a running answer end before it shuts down', async () => {
    model.script({ tokens: words, tokenDelayMs: 15 });
    const streaming = ada.stream('POST', '/api/chat/message', { content: question });
    await new Promise((resolve) => setTimeout(resolve, 400));
    await server.end('SIGTERM');
    const frames = await streaming;
    expect(fold(frames)).toBe(words.join(''));
    expect(frames.at(-1)?.event).toBe('end');
    await server.start();
  }, 60_000);

  it('refuses settings that cannot work, in words', async () => {
    const start = (settings: Record<string, string>) => new TestProcess(settings).start();
    await expect(start({ PORT: 'abc' })).rejects.toThrow(/PORT/);
    await expect(start({ NODE_ENV: 'production', ...store.settings, BETTER_AUTH_SECRET: '' })).rejects.toThrow(
      /BETTER_AUTH_SECRET is required/,
    );
    await expect(start({ CHAT_MODEL: 'some-model' })).rejects.toThrow(/OPENAI_API_KEY/);
  });
});
