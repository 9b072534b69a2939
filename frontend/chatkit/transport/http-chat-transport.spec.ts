import { jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import type { ChatFrame } from '../chat-frame';
import { buildProblem, buildThread, buildTurn } from '../testing/builders';
import { CHAT_API_URL, HttpChatTransport } from './http-chat-transport';
import { RequestSigner } from './request-signer';

interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly lastEventId: string | null;
}

const networkFetch = globalThis.fetch;
const requests: SeenRequest[] = [];

afterEach(() => {
  globalThis.fetch = networkFetch;
  requests.length = 0;
});

/** The transport over a network that answers every request with this response. */
function setUp(respond: () => Response): HttpChatTransport {
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { method, url, headers } = request;
    requests.push({ method, url, body: await request.text(), lastEventId: headers.get('last-event-id') });
    return respond();
  };
  TestBed.configureTestingModule({
    providers: [HttpChatTransport, RequestSigner, { provide: CHAT_API_URL, useValue: 'https://portal.test/api' }],
  });
  return TestBed.inject(HttpChatTransport);
}

/** A body that comes in chunks of a few bytes, and then ends or breaks. */
function inChunks(text: string, breaks = false): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let start = 0;
  return new ReadableStream({
    pull(controller) {
      if (start < bytes.length) {
        controller.enqueue(bytes.slice(start, start + 7));
        start += 7;
      } else if (breaks) {
        controller.error(new TypeError('network error'));
      } else {
        controller.close();
      }
    },
  });
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

function ask(transport: HttpChatTransport): Promise<ChatFrame[]> {
  return collect(transport.send({ content: 'Zug?', clientMessageId: 'key' }, new AbortController().signal));
}

describe('HttpChatTransport', () => {
  it('reads the frames of a stream however its bytes are cut, without heartbeats and unknown kinds', async () => {
    const frames = buildTurn({ pieces: ['Zug ', 'fährt 🚆'] });
    const text = `: heartbeat\n\nevent: later\ndata: {"type":"later"}\n\n${frames.map(asText).join('')}`;
    const transport = setUp(() => new Response(inChunks(text)));
    await expect(ask(transport)).resolves.toEqual(frames);
    expect(requests).toMatchObject([
      {
        method: 'POST',
        url: 'https://portal.test/api/chat/message',
        body: '{"content":"Zug?","clientMessageId":"key"}',
      },
    ]);
  });

  it('asks for what follows the last frame', async () => {
    const transport = setUp(() => new Response(''));
    await collect(transport.resume('answer-1', '2.31', new AbortController().signal));
    expect(requests).toMatchObject([
      { method: 'GET', url: 'https://portal.test/api/chat/messages/answer-1/events', lastEventId: '2.31' },
    ]);
  });

  it('rejects with the problem that the server names', async () => {
    const problem = buildProblem({ code: 'turn_running', messageId: 'answer-9', status: 409 });
    const transport = setUp(() => Response.json(problem, { status: 409 }));
    await expect(ask(transport)).rejects.toMatchObject({
      code: 'turn_running',
      messageId: 'answer-9',
      transient: false,
    });
  });

  it('calls a connection that breaks a transient problem', async () => {
    const [turn] = buildTurn({ pieces: [] });
    const transport = setUp(() => new Response(inChunks(asText(turn!), true)));
    await expect(ask(transport)).rejects.toMatchObject({ code: 'offline', transient: true });
  });

  it('calls a connection that has been silent for long a broken one', async () => {
    jest.useFakeTimers();
    const [turn] = buildTurn({ pieces: [] });
    const head = new TextEncoder().encode(asText(turn!));
    const transport = setUp(() => new Response(new ReadableStream({ start: (body) => body.enqueue(head) })));
    const asked = expect(ask(transport)).rejects.toMatchObject({ code: 'offline', transient: true });
    await jest.advanceTimersByTimeAsync(30_000);
    jest.useRealTimers();
    await asked;
  });

  it('calls a server that cannot be reached a transient problem', async () => {
    const transport = setUp(() => {
      throw new TypeError('fetch failed');
    });
    await expect(transport.listThreads({})).rejects.toMatchObject({ code: 'offline', transient: true });
  });

  it('calls a proxy without a server behind it unavailable', async () => {
    const transport = setUp(() => new Response('<html>busy</html>', { status: 503 }));
    await expect(transport.listThreads({})).rejects.toMatchObject({ code: 'unavailable', transient: true });
  });

  it('pages through lists and renames', async () => {
    const transport = setUp(() => Response.json(buildThread({ title: 'Rail' })));
    await transport.listThreads({ limit: 2, cursor: 'a&b' });
    await expect(transport.updateThread('thread-1', { title: 'Rail' })).resolves.toMatchObject({ title: 'Rail' });
    expect(requests).toMatchObject([
      { url: 'https://portal.test/api/chat/threads?limit=2&cursor=a%26b' },
      { method: 'PATCH', url: 'https://portal.test/api/chat/threads/thread-1', body: '{"title":"Rail"}' },
    ]);
  });
});
