import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Pool, type QueryResult } from 'pg';
import type { Message } from '@chatkit/contract';
import { TestApp, type TestUser } from './support/test-app.js';

const LONG = 5_000;
const SHORT = 10;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

interface Statement {
  name?: string;
  text: string;
  values: unknown[];
}

/** Plans and rows, not times: what a turn or a page costs must not grow with the thread, nor with the list of threads. */
describe('the cost of a turn and a page', () => {
  let test: TestApp;
  let ada: TestUser;
  let bob: TestUser;
  let longThread: string;
  let shortThread: string;

  beforeAll(async () => {
    test = await TestApp.start({ CONTEXT_TOKENS: '500' }); // of a history of 100 tokens a message, both threads hold enough
    ada = await test.signUp('Ada');
    bob = await test.signUp('Bob');
    longThread = await addThread(ada, LONG);
    shortThread = await addThread(bob, SHORT);
    await test.app
      .get(Pool)
      .query(
        'insert into chat_threads (id, user_id, title) select gen_random_uuid(), $1, $2 from generate_series(1, $3)',
        [ada.id, 'Other', LONG],
      );
    for (let i = 0; i < SHORT; i++) await bob.post('/api/chat/threads', { title: 'Other' });
    await test.app.get(Pool).query('analyze chat_threads, chat_messages');
  }, 120_000);
  afterAll(() => test.stop());

  async function addThread(user: TestUser, messages: number): Promise<string> {
    const id = randomUUID();
    const pool = test.app.get(Pool);
    await pool.query(
      `insert into chat_threads (id, user_id, title, last_seq, active_leaf) values ($1::text::uuid, $2, 'Long', $3::int, md5($1::text || $3::int)::uuid)`,
      [id, user.id, messages],
    );
    await pool.query(
      `insert into chat_messages (id, thread_id, parent_id, seq, role, content, status, token_count)
       select md5($1::text || n)::uuid, $1::text::uuid, case when n > 1 then md5($1::text || (n - 1))::uuid end, n,
              case when n % 2 = 1 then 'user' else 'assistant' end, 'Message ' || n, 'complete', 100
         from generate_series(1, $2::int) n`,
      [id, messages],
    );
    return id;
  }

  /** The statements on threads and messages that `act` causes, each with its plan from a run of its own, undone again. */
  async function plansOf(act: () => Promise<{ status: number }>): Promise<[name: string, plan: Plan][]> {
    const seen: [string, Plan][] = [];
    const prototype = Client.prototype as { query: (...args: unknown[]) => unknown };
    const { query } = prototype;
    async function explain(client: unknown, { name, text, values }: Statement): Promise<void> {
      await query.call(client, 'begin');
      const { rows } = (await query.call(client, `explain (analyze, format json) ${text}`, values)) as QueryResult<{
        'QUERY PLAN': [{ Plan: Plan }];
      }>;
      await query.call(client, 'rollback');
      const plan = rows[0]?.['QUERY PLAN'][0].Plan;
      if (!plan) throw new Error('no plan');
      seen.push([name ?? text.slice(0, 60), plan]);
    }
    prototype.query = function (this: unknown, ...args: unknown[]) {
      const [config, values] = args as [string | Statement, unknown[] | undefined];
      const statement = typeof config === 'string' ? { text: config, values: values ?? [] } : config;
      const apart = ['beat', 'claim'].includes(statement.name ?? ''); // leases are looked after for all turns at once
      if (apart || !/chat_(messages|threads)/.test(statement.text)) return query.apply(this, args);
      return explain(this, statement).then(() => query.apply(this, args));
    };
    try {
      const { status } = await act();
      expect(status).toBeLessThan(300);
    } finally {
      prototype.query = query;
    }
    return seen;
  }

  async function retryLast(user: TestUser, threadId: string): Promise<{ status: number }> {
    const { body } = await user.get<{ data: Message[] }>(`/api/chat/threads/${threadId}/messages?limit=1`);
    return user.post(`/api/chat/messages/${body.data[0]?.id}/retry`, {});
  }

  const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

  /** What each statement is, and how many rows of tables it looked at. */
  async function costOf(act: () => Promise<{ status: number }>): Promise<unknown[]> {
    const costs = (await plansOf(act)).map(([name, plan]) => {
      const onTables = nodes(plan).filter((node) => node['Relation Name']);
      expect(
        onTables.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== 'chat_sends'),
      ).toEqual([]);
      const rows = onTables.map(
        (node) => ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 0),
      );
      return [name, rows.reduce((sum, count) => sum + count, 0)];
    });
    expect(costs).not.toEqual([]);
    return costs;
  }

  it.each<[string, (user: TestUser, threadId: string) => Promise<{ status: number }>]>([
    ['a question', (user, threadId) => user.send({ content: 'What next?', threadId })],
    ['another answer', retryLast],
    ['a page of messages', (user, threadId) => user.get(`/api/chat/threads/${threadId}/messages?limit=5`)],
    ['a page of threads', (user) => user.get('/api/chat/threads?limit=5')],
    ['a thread', (user, threadId) => user.get(`/api/chat/threads/${threadId}`)],
  ])('is the same for %s with 10 and with 5,000 of them', async (_, act) => {
    const short = await costOf(() => act(bob, shortThread));
    const long = await costOf(() => act(ada, longThread));
    expect(long).toEqual(short);
  });
});
