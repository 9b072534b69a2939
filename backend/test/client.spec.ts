import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ChatEvent,
  chatKit,
  type Client,
  createApiKey,
  createDocument,
  createThread,
  followMessage,
  type Frame,
  getDocument,
  getThread,
  listenToEvents,
  listMessages,
  listThreads,
  ProblemError,
  type ProblemCode,
  searchDocuments,
  searchThreads,
  sendMessage,
  streamMessage,
} from '@chatkit/client';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { TestApp, type TestUser } from './support/test-app.js';

const NOTE = 'The harbour office opens at nine and closes at noon.';
const QUESTION = 'When does the harbour office open?';
const ANSWER = 'At nine [1].';
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** The package as it is built and published, against the whole application. */
describe('the client package', () => {
  const model = new ScriptedModelServer();
  let test: TestApp;
  let ada: TestUser;
  let client: Client;
  let documentId: string;

  beforeAll(async () => {
    await model.start();
    model.script({ text: ANSWER });
    test = await TestApp.start({ OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted' });
    ada = await test.signUp('Ada');
    const { data } = await createApiKey({
      client: chatKit({ baseUrl: test.url, key: ada.token }),
      body: {
        name: 'Program',
        scopes: ['chat', 'threads:read', 'threads:write', 'documents:write', 'documents:read', 'search'],
      },
      throwOnError: true,
    });
    client = chatKit({ baseUrl: test.url, key: data.key });
    documentId = await addNote();
  });
  afterAll(async () => {
    await test.stop();
    await model.close();
  });

  async function addNote(): Promise<string> {
    const added = await createDocument({ client, body: { title: 'Harbour', text: NOTE }, throwOnError: true });
    for (;;) {
      const { data } = await getDocument({ client, path: { id: added.data.id }, throwOnError: true });
      if (data.status !== 'processing') return data.id;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function all<Event>(frames: AsyncIterable<Frame<Event>>): Promise<Frame<Event>[]> {
    const seen: Frame<Event>[] = [];
    for await (const frame of frames) seen.push(frame);
    return seen;
  }

  const textOf = (frames: Frame<ChatEvent>[]) =>
    frames.map(({ event }) => (event.type === 'delta' ? event.text : '')).join('');

  it('adds a document and finds its passage', async () => {
    const { data, error } = await searchDocuments({ client, body: { query: QUESTION } });
    expect(error).toBeUndefined();
    expect(data?.data[0]).toMatchObject({ documentId, title: 'Harbour', quote: NOTE });
  });

  it('asks, and reads the thread back', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const send = () => sendMessage({ client, body: { content: QUESTION }, headers, throwOnError: true });
    const { data: turn, response } = await send();
    expect(response.status).toBe(201);
    expect(turn.message).toMatchObject({ status: 'complete', content: ANSWER, citations: [{ n: 1, documentId }] });
    expect((await send()).data.message.id).toBe(turn.message.id);

    const path = { id: turn.thread.id };
    const { data: history } = await listMessages({ client, path, throwOnError: true });
    expect(history.data.map(({ content }) => content)).toEqual([ANSWER, QUESTION]);
    const { data: first } = await listThreads({ client, query: { limit: 1 }, throwOnError: true });
    expect(first.data).toEqual([turn.thread]);
    const { data: found } = await searchThreads({ client, query: { q: 'harbour off' }, throwOnError: true });
    expect(found.data.map(({ thread }) => thread.id)).toContain(turn.thread.id);
  });

  it('streams an answer, and takes it up again after any frame', async () => {
    const frames = await all(streamMessage({ client, body: { content: QUESTION } }));
    expect(frames.map(({ event }) => event.type)).toEqual(
      expect.arrayContaining(['turn', 'step', 'sources', 'delta', 'message', 'end']),
    );
    expect(textOf(frames)).toBe(ANSWER);
    const [begun] = frames;
    if (begun?.event.type !== 'turn') throw new Error('A stream begins with its turn.');
    const path = { id: begun.event.message.id };
    expect(textOf(await all(followMessage({ client, path })))).toBe(ANSWER);
    const last = frames.filter(({ event }) => event.type === 'delta').at(-1)?.id ?? '';
    const rest = await all(followMessage({ client, path, headers: { 'Last-Event-ID': last } }));
    expect(textOf(rest)).toBe('');
    expect(rest.at(-1)?.event).toEqual({ type: 'end', status: 'complete' });
  });

  it('leaves a stream, whose turn goes on', async () => {
    model.scriptNext({ tokens: ['At ', 'nine ', '[1].'], tokenDelayMs: 50 });
    let id = '';
    for await (const { event } of streamMessage({ client, body: { content: QUESTION } })) {
      if (event.type === 'turn') id = event.message.id;
      if (event.type === 'delta') break;
    }
    expect((await all(followMessage({ client, path: { id } }))).at(-1)?.event).toEqual({
      type: 'end',
      status: 'complete',
    });
  });

  it('hears of changes until it leaves', async () => {
    const leave = new AbortController();
    const heard: string[] = [];
    const listening = (async () => {
      for await (const { event } of listenToEvents({ client, signal: leave.signal })) {
        heard.push(event.type);
        if (event.type === 'ready') await createThread({ client, body: {}, throwOnError: true });
        if (event.type === 'thread_created') leave.abort();
      }
    })();
    await expect(listening).rejects.toThrow();
    expect(heard).toEqual(['ready', 'thread_created']);
  });

  it('knows the codes of problems', async () => {
    const { data, error } = await getThread({ client, path: { id: NOBODY } });
    expect(data).toBeUndefined();
    const code: ProblemCode | undefined = error?.code;
    expect(code).toBe('not_found');
    // @ts-expect-error: there is no such code
    expect(code === 'no_such_code').toBe(false);

    const thrown = await getThread({ client, path: { id: NOBODY }, throwOnError: true }).catch((one: unknown) => one);
    expect(thrown).toBeInstanceOf(ProblemError);
    expect(thrown).toMatchObject({ code: 'not_found', message: error?.detail, problem: { status: 404 } });

    const stranger = chatKit({ baseUrl: test.url, key: 'chatkit_wrong' });
    for (const stream of [
      streamMessage({ client: stranger, body: { content: QUESTION } }),
      followMessage({ client: stranger, path: { id: NOBODY } }),
      listenToEvents({ client: stranger }),
    ])
      await expect(all<unknown>(stream)).rejects.toMatchObject({ name: 'ProblemError', code: 'unauthenticated' });
  });
});
