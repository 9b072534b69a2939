import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { workspaceRoot } from '../src/env.js';
import { TestProcess } from './support/test-process.js';
import { createTestStore } from './support/test-database.js';
import { addHandbook } from './support/handbook.js';
import { TestApp, TestUser } from './support/test-app.js';

const METRICS_TOKEN = 'a token for prometheus';

describe('metrics', () => {
  let test: TestApp;
  let user: TestUser;
  const scrape = async (token?: string) =>
    fetch(`${test.url}/metrics`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

  beforeAll(async () => {
    test = await TestApp.start({ METRICS_TOKEN });
    user = await test.signUp('Ada');
    await addHandbook(user);
  });
  afterAll(() => test.stop());

  it('are for who holds their token', async () => {
    expect((await scrape()).status).toBe(401);
    expect((await scrape('another token of that length')).status).toBe(401);
    expect((await scrape(user.token)).status).toBe(401);
    expect((await scrape(METRICS_TOKEN)).headers.get('content-type')).toContain('version=0.0.4');
  });

  it('tell what was answered, how long it took, and what the database holds', async () => {
    const { status, body } = await user.send({ content: 'How many days of holiday do employees get?' });
    expect([status, body.message.status]).toEqual([201, 'complete']);
    await user.get(`/api/chat/threads/${body.thread.id}`);
    await user.get('/api/chat/threads/00000000-0000-4000-8000-000000000000');
    await user.get('/api/nowhere');
    const text = await (await scrape(METRICS_TOKEN)).text();
    const lines = text.split('\n');
    expect(lines).toContain('chatkit_turns_total{status="complete"} 1');
    expect(lines).toContain('chatkit_turn_first_token_seconds_count 1');
    expect(lines).toContain('chatkit_retrieval_seconds_count 1');
    expect(lines).toContain('chatkit_documents{status="ready"} 1');
    expect(lines).toContain('chatkit_database_connections{pool="chat",state="waiting"} 0');
    expect(figure(text, 'chatkit_tokens_total{kind="answer"}')).toBeGreaterThan(0);
    expect(figure(text, 'chatkit_tokens_total{kind="prompt"}')).toBeGreaterThan(0);
    const requests = (route: string, code: number) =>
      figure(text, `chatkit_http_request_seconds_count{method="GET",route="${route}",status="${code}"}`);
    expect(requests('/api/chat/threads/:id', 200)).toBe(1);
    expect(requests('/api/chat/threads/:id', 404)).toBe(1);
    expect(requests('none', 404)).toBe(1);
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(text).not.toContain(body.thread.id);
  });

  it('are all that the dashboard asks for', async () => {
    const dashboard = await readFile(join(workspaceRoot, 'docs/grafana-dashboard.json'), 'utf8');
    const named = new Set(dashboard.match(/\b(?:chatkit|nodejs|process)_[a-z_0-9]+/g));
    const text = await (await scrape(METRICS_TOKEN)).text();
    expect(named.size).toBeGreaterThan(9);
    expect([...named].filter((name) => !text.includes(`\n${name}`))).toEqual([]);
  });
});

describe('the log in JSON', () => {
  it('has a line for the start and one for each request, and no secret in it', async () => {
    const store = await createTestStore();
    const process = new TestProcess({ ...store.settings, LOG_FORMAT: 'json' });
    await process.start();
    const user = await TestUser.signUp(process, 'Ada');
    await user.get('/api/chat/threads?secret=in-the-address');
    await process.end('SIGTERM');
    await store.remove();
    const lines = process.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'ChatKit is ready.', chat: process.url }));
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'info', msg: 'GET /api/chat/threads 200', userId: user.id, leftEarly: false }),
    );
    expect(process.output).not.toContain(user.token);
    expect(process.output).not.toContain('in-the-address');
  });
});

function figure(text: string, series: string): number {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return Number(line?.split(' ').at(-1));
}
