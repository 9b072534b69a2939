import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message } from '@chatkit/contract';
import { Pool } from 'pg';
import { Database } from '../src/database/database.js';
import { addHandbook } from './support/handbook.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { TestApp, type TestUser } from './support/test-app.js';

const question = 'How many days of holiday do employees get?';
const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i} `);

type Query = (...args: unknown[]) => Promise<unknown>;

describe('a turn whose database fails', () => {
  const model = new ScriptedModelServer();
  let test: TestApp;
  let ada: TestUser;
  let pool: { query: Query };
  let query: Query;

  beforeAll(async () => {
    await model.start();
    test = await TestApp.start({ OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted' });
    ada = await test.signUp('Ada');
    await addHandbook(ada);
    pool = test.app.get<unknown, { query: Query }>(Pool);
    query = pool.query.bind(pool);
    // The beat goes through the pool here, so that it can be broken.
    test.app.get(Database).urgently = <T>(statement: unknown) => pool.query(statement) as Promise<T>;
  });
  afterEach(() => {
    pool.query = query;
    model.reset();
  });
  afterAll(async () => {
    await test.stop();
    await model.close();
  });

  /** Lets the statement named run, and then loses its answer, `times` times. */
  function loseAnswersOf(name: string, times: number): void {
    let left = times;
    pool.query = async (...args) => {
      const result = await query(...args);
      if ((args[0] as { name?: string }).name !== name || left-- <= 0) return result;
      throw new Error('the connection was lost');
    };
  }

  /** Refuses every statement of this name until {@link pool.query} is put back. */
  function refuse(name: string): void {
    pool.query = async (...args) => {
      if ((args[0] as { name?: string }).name === name) throw new Error('the database is away');
      return query(...args);
    };
  }

  async function untilEnded(id: string): Promise<Message> {
    for (;;) {
      const { body } = await ada.get<Message>(`/api/chat/messages/${id}`);
      if (body.status !== 'generating') return body;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it('recognises its own success when the answer to the settle was lost', async () => {
    loseAnswersOf('settle', 1);
    model.script({ text: 'Thirty [1].' });
    const { body } = await ada.send({ content: question });
    expect(body.message).toMatchObject({ status: 'complete', content: 'Thirty [1].' });
    expect(model.requests).toHaveLength(1);
  });

  it('goes on, and keeps every part once, when the answer to a beat was lost', async () => {
    loseAnswersOf('beat', 1);
    model.script({ tokens: words(80), tokenDelayMs: 40 });
    const { body } = await ada.send({ content: question }, { prefer: 'respond-async' });
    await new Promise((resolve) => setTimeout(resolve, 2_600));
    const { rows } = (await query(
      'select string_agg(text, $1 order by start_offset) as text from chat_message_chunks where message_id = $2',
      ['', body.message.id],
    )) as {
      rows: { text: string }[];
    };
    expect(words(80).join('')).toContain(rows[0]?.text);
    expect((await untilEnded(body.message.id)).content).toBe(words(80).join(''));
  });

  it('is settled as soon as the database is back', async () => {
    refuse('settle');
    model.script({ text: 'Thirty [1].' });
    const { body } = await ada.send({ content: question }, { prefer: 'respond-async' });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    pool.query = query;
    expect(await untilEnded(body.message.id)).toMatchObject({ status: 'complete', content: 'Thirty [1].' });
  });

  it('is taken up by the same instance when it was opened but nobody heard of it', async () => {
    loseAnswersOf('open-in-new-thread', 1);
    const clientMessageId = 'lost-open';
    expect((await ada.send({ content: question, clientMessageId })).status).toBe(500);
    const { body } = await ada.send({ content: question, clientMessageId });
    expect(body.message.status).toBe('complete');
  }, 30_000);

  it('fails, to be asked again, after more than three takeovers', async () => {
    model.script({ tokens: words(200), tokenDelayMs: 100 });
    const { body } = await ada.send({ content: question }, { prefer: 'respond-async' });
    await query(
      "update chat_messages set takeovers = 3, owner = gen_random_uuid(), attempt = attempt + 1, lease_until = '-infinity' where id = $1",
      [body.message.id],
    );
    expect(await untilEnded(body.message.id)).toMatchObject({
      status: 'failed',
      error: { code: 'interrupted', retryable: true },
    });
  }, 30_000);

  it('is stopped when it belongs to a suspended user', async () => {
    const bob = await test.signUp('Bob');
    model.script({ tokens: words(200), tokenDelayMs: 100 });
    const { body } = await bob.send({ content: question }, { prefer: 'respond-async' });
    await query('update "user" set banned = true where id = $1', [bob.id]);
    await query("update chat_messages set owner = gen_random_uuid(), lease_until = '-infinity' where id = $1", [
      body.message.id,
    ]);
    let status = 'generating';
    while (status === 'generating') {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const { rows } = (await query('select status from chat_messages where id = $1', [body.message.id])) as {
        rows: { status: string }[];
      };
      status = rows[0]?.status ?? 'gone';
    }
    expect(status).toBe('stopped');
  }, 30_000);
});
