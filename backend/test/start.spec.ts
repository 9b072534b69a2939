import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { addHandbook } from './support/handbook.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { fold, TestUser } from './support/test-app.js';
import { createTestStore, type TestStore } from './support/test-database.js';
import { TestProcess } from './support/test-process.js';

const onServer = Boolean(process.env['TEST_DATABASE_URL']);
const question = 'How many days of holiday do employees get?';

describe(onServer ? 'instances on one server' : 'a second process on one data directory', () => {
  let model: ScriptedModelServer;
  let store: TestStore;
  let one: TestProcess;
  let two: TestProcess;

  beforeEach(async () => {
    model = await new ScriptedModelServer().start();
    store = await createTestStore();
    const settings = { ...store.settings, OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted' };
    one = new TestProcess(settings);
    two = new TestProcess(settings);
  });
  afterEach(async () => {
    await Promise.all([one.end('SIGKILL'), two.end('SIGKILL')]);
    await store.remove();
    await model.close();
  });

  if (!onServer) {
    it('is refused in words, until the first has been killed', async () => {
      await one.start();
      await expect(two.start()).rejects.toThrow(/in use by another process \(process \d+/);
      await one.end('SIGKILL');
      await two.start();
      expect((await fetch(`${two.url}/health/ready`)).status).toBe(200);
    }, 60_000);
    return;
  }

  it('start together on an empty database, and make one administrator', async () => {
    await Promise.all([one.start(), two.start()]);
    const users = await Promise.allSettled([TestUser.signUp(one, 'Ada'), TestUser.signUp(two, 'Bob')]);
    expect(users.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const client = new Client({ connectionString: store.settings['DATABASE_URL'] });
    await client.connect();
    const { rows } = await client.query<{ admins: number; migrations: number }>(
      `select (select count(*)::int from "user" where role = 'admin') as admins,
              (select count(*) - count(distinct name) from migrations)::int as migrations`,
    );
    await client.end();
    expect(rows).toEqual([{ admins: 1, migrations: 0 }]);
  }, 60_000);

  it('take over each other’s answers after kill -9, for readers too', async () => {
    await Promise.all([one.start(), two.start()]);
    const ada = await TestUser.signUp(one, 'Ada');
    await addHandbook(ada);
    model.scriptNext({ tokens: Array.from({ length: 500 }, (_, i) => `word${i} `), tokenDelayMs: 30 });
    model.script({ text: 'Thirty days [1].' });
    const begun = ada.stream('POST', '/api/chat/message', { content: question }, {}, (frames) =>
      fold(frames).includes('word60'),
    );
    const frames = await begun;
    await one.end('SIGKILL');
    const elsewhere = new TestUser(two, ada.token, ada.id);
    const path = `/api/chat/messages/${frames[0]?.data.message?.id}/events`;
    const rest = await elsewhere.stream('GET', path, undefined, { 'last-event-id': frames.at(-1)?.id ?? '' });
    expect(rest.map(({ event }) => event)).toContain('restart');
    expect(fold([...frames, ...rest])).toBe('Thirty days [1].');
    expect(rest.at(-1)?.data.status).toBe('complete');
  }, 60_000);

  it('stop each other’s answers', async () => {
    await Promise.all([one.start(), two.start()]);
    const ada = await TestUser.signUp(one, 'Ada');
    await addHandbook(ada);
    model.script({ tokens: Array.from({ length: 500 }, (_, i) => `word${i} `), tokenDelayMs: 30 });
    const { body } = await ada.send({ content: question }, { prefer: 'respond-async' });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const stopped = await new TestUser(two, ada.token, ada.id).post<{ status: string; content: string }>(
      `/api/chat/messages/${body.message.id}/stop`,
      {},
    );
    expect(stopped.body.status).toBe('stopped');
    expect(stopped.body.content).toMatch(/^word0 /);
  }, 60_000);
});
