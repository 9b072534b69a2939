import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message } from '@chatkit/contract';
import { addHandbook } from './support/handbook.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { fold, type Frame, TestUser } from './support/test-app.js';
import { createTestStore, type TestStore } from './support/test-database.js';
import { TestProcess } from './support/test-process.js';

const words = Array.from({ length: 400 }, (_, i) => `word${i} `);

/** The embedded database has one instance only. */
const onServer = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;

onServer('a process that sleeps for longer than its lease', () => {
  const model = new ScriptedModelServer();
  let store: TestStore;
  let sleeper: TestProcess;
  let other: TestProcess;
  let ada: TestUser;

  beforeAll(async () => {
    await model.start();
    store = await createTestStore();
    const settings = { ...store.settings, OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted' };
    sleeper = await new TestProcess(settings).start();
    other = await new TestProcess(settings).start();
    ada = await TestUser.signUp(sleeper, 'Ada');
    await addHandbook(ada);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([sleeper.end('SIGKILL'), other.end('SIGKILL')]);
    await model.close();
    await store.remove();
  });

  it('says and stores nothing more of an answer that another has taken over', async () => {
    model.scriptNext({ tokens: words, tokenDelayMs: 20 }, { text: 'Another answer [1].' });
    const begun = Promise.withResolvers<string>();
    let heard: Frame[] = [];
    const reading = ada.stream(
      'POST',
      '/api/chat/message',
      { content: 'How many days of holiday do employees get?' },
      {},
      (frames) => {
        heard = frames;
        if (fold(frames).includes('word40')) begun.resolve(frames[0]?.data.message?.id ?? '');
        return false;
      },
    );
    const id = await begun.promise;
    sleeper.signal('SIGSTOP');
    const adaThere = new TestUser(other, ada.token, ada.id);
    const there = await adaThere.stream('GET', `/api/chat/messages/${id}/events`);
    expect(fold(there)).toBe('Another answer [1].');

    // the rest of the first answer has long come, and waits for the sleeper to read it
    const before = heard.length;
    sleeper.signal('SIGCONT');
    const frames = await reading;
    expect(fold(frames)).toBe('Another answer [1].');
    const later = frames.slice(before);
    expect(later.map(({ event }) => event)).toContain('restart');
    expect(later.filter(({ id }) => !id.startsWith('2.'))).toEqual([]);
    for (const user of [ada, adaThere]) {
      const { body } = await user.get<Message>(`/api/chat/messages/${id}`);
      expect(body).toMatchObject({ status: 'complete', content: 'Another answer [1].' });
    }
  }, 60_000);
});
