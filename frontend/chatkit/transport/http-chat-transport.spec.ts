import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TestBed } from '@angular/core/testing';
import type { ChatFrame } from '../chat-frame';
import { buildProblem, buildThread, buildTurn } from '../testing/builders';
import { CHAT_API_URL, HttpChatTransport } from './http-chat-transport';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let answer: Answer;
const requests: { method: string | undefined; url: string | undefined; body: string; lastEventId: unknown }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => server.close());

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const { method, url, headers } = request;
  requests.push({ method, url, body: Buffer.concat(chunks).toString(), lastEventId: headers['last-event-id'] });
  answer(request, response);
}

function setUp(next: Answer): HttpChatTransport {
  answer = next;
  requests.length = 0;
  const { port } = server.address() as AddressInfo;
  TestBed.configureTestingModule({
    providers: [HttpChatTransport, { provide: CHAT_API_URL, useValue: `http://127.0.0.1:${port}/api` }],
  });
  return TestBed.inject(HttpChatTransport);
}

function asText({ id, event }: ChatFrame): string {
  return `event: ${event.type}\nid: ${id ?? ''}\ndata: ${JSON.stringify(event)}\n\n`;
}

async function collect(stream: AsyncIterable<ChatFrame>): Promise<ChatFrame[]> {
  const frames: ChatFrame[] = [];
  for await (const frame of stream) {
    frames.push(frame);
  }
  return frames;
}

describe('HttpChatTransport', () => {
  it('reads the frames of a stream, however its bytes are cut, without heartbeats and unknown kinds', async () => {
    const frames = buildTurn({ pieces: ['Zug ', 'fährt 🚆'] });
    const bytes = Buffer.from(`: heartbeat\n\nevent: later\ndata: {"type":"later"}\n\n${frames.map(asText).join('')}`);
    const transport = setUp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let start = 0; start < bytes.length; start += 7) {
        response.write(bytes.subarray(start, start + 7));
      }
      response.end();
    });
    const message = { content: 'Zug?', clientMessageId: 'key' };
    expect(await collect(transport.send(message, new AbortController().signal))).toEqual(frames);
    expect(requests).toMatchObject([{ method: 'POST', url: '/api/chat/message', body: JSON.stringify(message) }]);
  });

  it('asks for what follows the last frame', async () => {
    const transport = setUp((_request, response) => response.writeHead(200).end());
    await collect(transport.resume('answer-1', '2.31', new AbortController().signal));
    expect(requests).toMatchObject([{ method: 'GET', url: '/api/chat/messages/answer-1/events', lastEventId: '2.31' }]);
  });

  it('rejects with the problem that the server names', async () => {
    const transport = setUp((_request, response) => {
      response.writeHead(409, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify(buildProblem({ code: 'turn_running', messageId: 'answer-9', status: 409 })));
    });
    await expect(collect(transport.send({ content: 'x' }, new AbortController().signal))).rejects.toMatchObject({
      code: 'turn_running',
      messageId: 'answer-9',
      transient: false,
    });
  });

  it('calls a broken connection a transient problem', async () => {
    const transport = setUp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(asText(buildTurn({ pieces: [] })[0]!));
      setTimeout(() => response.destroy(), 20);
    });
    await expect(collect(transport.send({ content: 'x' }, new AbortController().signal))).rejects.toMatchObject({
      code: 'offline',
      transient: true,
    });
  });

  it('calls a proxy without a server behind it unavailable', async () => {
    const transport = setUp((_request, response) => response.writeHead(503).end('<html>busy</html>'));
    await expect(transport.listThreads({})).rejects.toMatchObject({ code: 'unavailable', transient: true });
  });

  it('pages through lists and renames', async () => {
    const transport = setUp((_request, response) => response.end(JSON.stringify(buildThread({ title: 'Rail' }))));
    await transport.listThreads({ limit: 2, cursor: 'a&b' });
    await expect(transport.renameThread('thread-1', 'Rail')).resolves.toMatchObject({ title: 'Rail' });
    expect(requests).toMatchObject([
      { url: '/api/chat/threads?limit=2&cursor=a%26b' },
      { method: 'PATCH', url: '/api/chat/threads/thread-1', body: '{"title":"Rail"}' },
    ]);
  });
});
