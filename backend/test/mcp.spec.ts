import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Citation, CreatedApiKey, Document, Page, Scope, Thread } from '@chatkit/contract';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { addHandbook } from './support/handbook.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { TestApp, type TestUser } from './support/test-app.js';

const QUESTION = 'How many days of holiday do employees get?';
const ANSWER = 'Thirty days a year [1]. Five can be kept [1].';
const SECRET = 'The vault behind the painting opens with the word heliotrope.';
const LONG = 'A line of a long report that nobody reads to the end.\n'.repeat(8_000);
const TOOLS: Record<string, { scope: Scope; input: (document: Document) => Record<string, unknown> }> = {
  search_knowledge: { scope: 'search', input: () => ({ query: QUESTION }) },
  ask: { scope: 'chat', input: () => ({ question: QUESTION }) },
  read_document: { scope: 'documents:read', input: ({ id }) => ({ documentId: id }) },
};
const ALL = Object.values(TOOLS).map(({ scope }) => scope);

interface Read {
  text: string;
  next: number | null;
}

describe('MCP', () => {
  const model = new ScriptedModelServer();
  const open: Client[] = [];
  let test: TestApp;
  let admin: TestUser;
  let ada: TestUser;
  let handbook: Document;

  beforeAll(async () => {
    await model.start();
    test = await TestApp.start({ OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted' });
    admin = await test.signUp('Admin');
    ada = await test.signUp('Ada');
    handbook = await addHandbook(admin);
    model.script({ text: ANSWER });
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((client) => client.close()));
    model.reset();
    model.script({ text: ANSWER });
  });
  afterAll(async () => {
    await test.stop();
    await model.close();
  });

  async function keyOf(user: TestUser, scopes: readonly Scope[]): Promise<string> {
    return (await user.post<CreatedApiKey>('/api/keys', { name: 'Agent', scopes })).body.key;
  }

  async function connect(key: string, mode: 'legacy' | 'auto' = 'auto'): Promise<Client> {
    const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
    const requestInit = { headers: { authorization: `Bearer ${key}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(`${test.url}/mcp`), { requestInit }));
    open.push(client);
    return client;
  }

  async function call(client: Client, name: string, input: Record<string, unknown>) {
    const { content, structuredContent, isError, _meta } = await client.callTool({ name, arguments: input });
    const [first] = content as { type: string; text: string }[];
    return {
      found: structuredContent as Record<string, unknown> | undefined,
      text: first?.text ?? '',
      refused: isError ? (_meta?.['code'] ?? true) : null,
    };
  }

  const read = async (client: Client, input: Record<string, unknown>) =>
    (await call(client, 'read_document', input)).found as unknown as Read;

  const post = (headers: Record<string, string>, body: unknown = { jsonrpc: '2.0', id: 1, method: 'tools/list' }) =>
    fetch(`${test.url}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: JSON.stringify(body),
    });

  describe.each(['legacy', 'auto'] as const)('to a client that connects by "%s"', (mode) => {
    let client: Client;
    beforeAll(() => connectAnew());
    const connectAnew = async () => {
      client = await connect(await keyOf(ada, ALL), mode);
      open.splice(0);
    };
    afterAll(() => client.close());

    it('tells its tools with their schemas', async () => {
      expect(client.getProtocolEra()).toBe(mode === 'auto' ? 'modern' : 'legacy');
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(Object.keys(TOOLS));
      for (const { description, inputSchema, outputSchema, annotations } of tools) {
        expect({ description, inputSchema, outputSchema, annotations }).toEqual({
          description: expect.stringContaining(' '),
          inputSchema: expect.objectContaining({ type: 'object' }),
          outputSchema: expect.objectContaining({ type: 'object' }),
          annotations: { readOnlyHint: true, openWorldHint: false },
        });
        expect(JSON.stringify([inputSchema, outputSchema])).not.toContain('$ref');
      }
    });

    it('searches, and reads on around what was found', async () => {
      const { found, text } = await call(client, 'search_knowledge', { query: QUESTION });
      const elsewhere = { query: QUESTION, collection: 'Elsewhere' };
      expect((await call(client, 'search_knowledge', elsewhere)).text).toBe('Nothing was found.');
      const [passage] = found?.['passages'] as Citation[];
      expect(found).toMatchObject({ supported: true, confidence: expect.any(Number) });
      expect(passage).toMatchObject({ n: 1, documentId: handbook.id, title: 'Handbook' });
      expect(text).toContain(`[1] Handbook › Holidays\ndocument ${handbook.id}`);
      expect(text).toContain('thirty days of holiday');

      const { documentId, versionId, start, end, quote } = passage!;
      const part = await read(client, { documentId, versionId, start, length: end - start });
      expect(part).toMatchObject({ title: 'Handbook', start, text: quote, next: end });
      const rest = await call(client, 'read_document', { documentId, start: end });
      expect(rest.found).toMatchObject({ next: null, text: expect.stringContaining('Office hours') });
      expect(rest.text).toBe(rest.found?.['text']);
    });

    it('asks, hears of the steps, and nothing is stored', async () => {
      const steps: (string | undefined)[] = [];
      const { structuredContent, content } = await client.callTool(
        { name: 'ask', arguments: { question: QUESTION } },
        { onprogress: ({ message }) => void steps.push(message) },
      );
      expect(structuredContent).toMatchObject({
        status: 'complete',
        answer: ANSWER,
        model: 'scripted',
        citations: [{ n: 1, documentId: handbook.id }],
      });
      expect((content as { text: string }[])[0]?.text).toMatch(/^Thirty days .*\n\n\[1\] Handbook › Holidays\n/s);
      expect(steps).toEqual(['Searching the documents', 'Writing the answer']);
      expect((await ada.get<Page<Thread>>('/api/chat/threads')).body.data).toEqual([]);
    });

    it('says so when the documents hold no answer', async () => {
      const { found, refused } = await call(client, 'ask', { question: 'Zebra umbrella quantum?' });
      expect(found).toMatchObject({ status: 'no_answer', citations: [] });
      expect(refused).toBeNull();
    });

    it('hears of failures under the codes of the API', async () => {
      model.script({ status: 400, errorMessage: 'sk-secret' });
      const failed = await call(client, 'ask', { question: QUESTION });
      expect(failed).toMatchObject({
        refused: 'model_refused',
        text: expect.stringContaining('(model_refused)'),
      });
      expect(failed.text).not.toContain('sk-secret');
      expect(await call(client, 'ask', { question: ' ' })).toMatchObject({ refused: 'empty_content' });
      expect(await call(client, 'ask', { question: 'x'.repeat(40_000) })).toMatchObject({
        refused: 'payload_too_large',
      });
      expect(await call(client, 'search_knowledge', { query: QUESTION, limit: 21 })).toMatchObject({ refused: true });
      expect(await call(client, 'read_document', { documentId: 'no-uuid' })).toMatchObject({ refused: true });
    });
  });

  it('keeps the private documents of others out of every tool', async () => {
    const { body: vault } = await ada.post<Document>('/api/rag/documents', { title: 'Vault', text: SECRET });
    while ((await ada.get<Document>(`/api/rag/documents/${vault.id}`)).body.status !== 'ready');
    const query = { query: SECRET };
    const hers = await connect(await keyOf(ada, ALL));
    expect((await call(hers, 'search_knowledge', query)).text).toContain('heliotrope');
    expect((await call(hers, 'read_document', { documentId: vault.id })).text).toBe(SECRET);

    const stranger = await connect(await keyOf(admin, ALL));
    expect((await call(stranger, 'search_knowledge', query)).text).not.toContain('heliotrope');
    await call(stranger, 'ask', { question: 'Which word opens the vault behind the painting?' });
    expect(JSON.stringify(model.requests)).not.toContain('heliotrope');
    for (const versionId of [undefined, vault.versionId])
      expect(await call(stranger, 'read_document', { documentId: vault.id, versionId })).toEqual({
        found: undefined,
        text: 'There is no such document. (not_found)',
        refused: 'not_found',
      });
    const other = { documentId: handbook.id, versionId: vault.versionId };
    expect(await call(stranger, 'read_document', other)).toMatchObject({ refused: 'not_found' });
  });

  it.each(ALL)('opens to a key with the scope %s its tool and no other', async (scope) => {
    const client = await connect(await keyOf(ada, [scope]));
    for (const [name, tool] of Object.entries(TOOLS)) {
      const { refused, text } = await call(client, name, tool.input(handbook));
      expect({ name, refused }).toEqual({ name, refused: tool.scope === scope ? null : 'insufficient_scope' });
      if (refused) expect(text).toContain(`the scope ${tool.scope}.`);
    }
  });

  it('turns strangers away, and says how to sign in', async () => {
    for (const headers of [{}, { authorization: 'Bearer chatkit_wrong' }]) {
      const refused = await post(headers);
      expect(refused.status).toBe(401);
      expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="ChatKit RAG"');
      expect(await refused.json()).toMatchObject({
        jsonrpc: '2.0',
        id: null,
        error: { data: { code: 'unauthenticated' } },
      });
    }
    const without = await post({ 'x-api-key': await keyOf(ada, ['threads:read', 'documents:write']) });
    expect(without.status).toBe(403);
    expect(without.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope"');
    await expect(connect('chatkit_wrong')).rejects.toThrow();
  });

  it('counts as a request of the key, and answers nothing but POST', async () => {
    const authorization = `Bearer ${await keyOf(ada, ['search'])}`;
    const left = async () => Number((await post({ authorization })).headers.get('ratelimit-remaining'));
    const before = await left();
    expect(await left()).toBeLessThan(before);
    for (const method of ['GET', 'DELETE']) {
      const headers = { authorization, accept: 'text/event-stream' };
      expect((await fetch(`${test.url}/mcp`, { method, headers })).status).toBe(405);
    }
  });

  it('refuses the pages of other sites, whatever they carry', async () => {
    const authorization = `Bearer ${await keyOf(ada, ['search'])}`;
    expect((await post({ authorization, origin: test.url })).status).toBe(200);
    for (const origin of ['http://evil.example', 'null', `${test.url}.evil.example`]) {
      const refused = await post({ authorization, origin });
      expect({ status: refused.status, ...((await refused.json()) as object) }).toMatchObject({
        status: 403,
        error: { data: { code: 'forbidden' } },
      });
    }
  });

  it('bounds what it takes and what it gives', async () => {
    const { body: report } = await ada.post<Document>('/api/rag/documents', { title: 'Report', text: LONG });
    const key = await keyOf(ada, ALL);
    const client = await connect(key);
    const reads: Read[] = [];
    for (let start = 0; reads.length < 3; start = reads.at(-1)?.next ?? 0)
      reads.push(await read(client, { documentId: report.id, start, length: 20_000 }));
    expect(reads.map(({ text }) => text).join('')).toBe(LONG.slice(0, 60_000));
    const more = { documentId: report.id, length: 20_001 };
    expect(await call(client, 'read_document', more)).toMatchObject({ refused: true });
    const first = await call(client, 'read_document', { documentId: report.id });
    expect(first.found?.['text']).toHaveLength(10_000);
    expect(first.text).toContain(`(goes on at 10000 of ${LONG.length})`);
    const beyond = { documentId: report.id, start: LONG.length + 1 };
    expect(await read(client, beyond)).toMatchObject({ text: '', next: null });
    const large = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'ask', filler: 'x'.repeat(1_100_000) },
    };
    expect((await post({ authorization: `Bearer ${key}` }, large)).status).toBe(413);
    const deep = JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`) as object;
    const nested = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: deep } };
    expect((await post({ authorization: `Bearer ${key}` }, nested)).status).toBe(400);
  });

  it('stops the model when the caller leaves, and when the user is suspended', async () => {
    const slow = { tokens: Array.from({ length: 400 }, (_, i) => `word${i} `), tokenDelayMs: 50 };
    const until = async (is: () => boolean) => {
      while (!is()) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    model.scriptNext(slow, slow);
    const leaving = await connect(await keyOf(ada, ['chat']));
    const leave = new AbortController();
    const left = leaving.callTool({ name: 'ask', arguments: { question: QUESTION } }, { signal: leave.signal });
    await until(() => model.requests.length === 1);
    leave.abort();
    await expect(left).rejects.toThrow();
    await until(() => model.requests[0]?.aborted === true);

    const suspect = await test.signUp('Suspect');
    const key = await keyOf(suspect, ['chat']);
    const running = post({ authorization: `Bearer ${key}` }, askRequest()).then((response) => response.text());
    await until(() => model.requests.length === 2);
    await admin.post('/api/auth/admin/ban-user', { userId: suspect.id });
    await expect(running).rejects.toThrow();
    await until(() => model.requests[1]?.aborted === true);
    expect((await post({ authorization: `Bearer ${key}` }, askRequest())).status).toBe(401);
  });
});

function askRequest(): object {
  const params = { name: 'ask', arguments: { question: QUESTION } };
  return { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
}
