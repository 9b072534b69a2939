import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { workspaceRoot } from '../src/env.js';
import { addHandbook } from './support/handbook.js';
import { ScriptedModelServer } from './support/scripted-model-server.js';
import { TestApp, type TestUser } from './support/test-app.js';

const QUESTION = 'How many days of holiday do employees get?';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  status?: { code?: number };
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}
interface Sent {
  resourceSpans: { resource: { attributes: Span['attributes'] }; scopeSpans: { spans: Span[] }[] }[];
}

const ALL_MODULES = `await import(${JSON.stringify(pathToFileURL(join(workspaceRoot, 'dist/backend/create-app.js')))})`;
/** Tells each package of OpenTelemetry that is loaded, by its name. */
const TELL_PACKAGES = `
  import { registerHooks } from 'node:module';
  const load = (url, context, next) => {
    const [name] = /@opentelemetry[/][^/]+/.exec(url) ?? [];
    if (name) console.log(name);
    return next(url, context);
  };
  registerHooks({ load });`;

describe('without a receiver of traces', () => {
  it('nothing of the SDK is loaded', async () => {
    const hook = `data:text/javascript,${encodeURIComponent(TELL_PACKAGES)}`;
    const program = ['--import', hook, '--input-type=module', '--eval', ALL_MODULES];
    const { stdout } = await promisify(execFile)(process.execPath, program);
    expect(new Set(stdout.trim().split('\n'))).toEqual(new Set(['@opentelemetry/api']));
  });
});

describe('with a receiver of traces', () => {
  const model = new ScriptedModelServer();
  const sent: { path: string | undefined; body: Sent }[] = [];
  let receiver: Server;
  let test: TestApp;
  let ada: TestUser;

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      void json(request).then((body) => {
        sent.push({ path: request.url, body: body as Sent });
        response.setHeader('content-type', 'application/json').end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    await model.start();
    const { port } = receiver.address() as AddressInfo;
    test = await TestApp.start({
      OPENAI_BASE_URL: model.baseUrl,
      CHAT_MODEL: 'scripted',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/`,
    });
    ada = await test.signUp('Ada');
    await addHandbook(ada);
  });
  afterAll(async () => {
    await model.close();
    receiver.close();
  });

  it('a turn is told from the request to its statements, in the trace of the caller, without a word of it', async () => {
    const traceparent = `00-${TRACE}-${CALLER}-01`;
    expect((await ada.send({ content: QUESTION }, { traceparent })).status).toBe(201);
    expect((await ada.get('/api/chat/threads')).status).toBe(200);
    await test.stop();

    expect(new Set(sent.map(({ path }) => path))).toEqual(new Set(['/v1/traces']));
    const [{ resource }] = sent[0]!.body.resourceSpans as [Sent['resourceSpans'][0]];
    expect(valueOf(resource, 'service.name')).toBe('chatkit');
    const all = sent.flatMap(({ body }) => body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans[0]?.spans ?? []));
    const ours = all.filter(({ traceId }) => traceId === TRACE);
    const named = (name: string) => ours.find((span) => span.name === name)!;
    const request = named('POST /api/chat/message');
    expect(request.parentSpanId).toBe(CALLER);
    expect(valueOf(request, 'http.response.status_code')).toBe(201);
    const turn = named('turn');
    expect(turn.parentSpanId).toBe(request.spanId);
    expect(valueOf(turn, 'chatkit.status')).toBe('complete');
    expect(named('retrieve').parentSpanId).toBe(turn.spanId);
    expect(named('model').parentSpanId).toBe(turn.spanId);
    expect(valueOf(named('model'), 'gen_ai.request.model')).toBe('scripted');
    expect(named('db open-in-new-thread').parentSpanId).toBe(request.spanId);
    expect(named('db settle').parentSpanId).toBe(turn.spanId);
    expect(ours.filter(({ name }) => name === 'db settle')).toHaveLength(1);

    const listing = all.find(({ name }) => name === 'GET /api/chat/threads');
    expect(listing?.traceId).not.toBe(TRACE);
    expect(listing?.parentSpanId ?? '').toBe('');
    const told = JSON.stringify(sent);
    for (const word of ['holiday', 'Ada', ada.token]) expect(told).not.toContain(word);
  });
});

function valueOf({ attributes }: Pick<Span, 'attributes'>, key: string): string | number | undefined {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  return value?.stringValue ?? value?.intValue;
}
