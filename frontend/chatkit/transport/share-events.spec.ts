import type { UserEvent } from '@chatkit/contract';
import { ChatProblem } from '../chat-problem';
import { shareEvents } from './share-events';

const ready: UserEvent = { type: 'ready' };
const created: UserEvent = { type: 'thread_created', threadId: 'thread-1' };

/** Locks as a browser grants them: one holder per name, the next one in turn. */
class TestLocks {
  readonly #tails = new Map<string, Promise<void>>();

  request(name: string, { signal }: { signal: AbortSignal }, work: () => Promise<void>): Promise<void> {
    const run = (this.#tails.get(name) ?? Promise.resolve()).then(() => {
      signal.throwIfAborted();
      return work();
    });
    this.#tails.set(
      name,
      run.catch(() => undefined),
    );
    return run;
  }
}

/** A server with one stream per connection, told by the test. */
class TestServer {
  readonly connections: { tell: (event: UserEvent) => void; close: (problem?: ChatProblem) => void }[] = [];
  open = 0;

  async *connect(signal: AbortSignal): AsyncGenerator<UserEvent> {
    const events: UserEvent[] = [ready];
    let wake: () => void = () => undefined;
    const end: { reached: boolean; problem?: ChatProblem } = { reached: false };
    const close = (problem?: ChatProblem) => {
      Object.assign(end, { reached: true, problem });
      wake();
    };
    signal.addEventListener('abort', () => close());
    this.connections.push({ tell: (event) => (events.push(event), wake()), close });
    this.open += 1;
    try {
      for (;;) {
        while (events.length > 0) {
          yield events.shift()!;
        }
        if (end.reached) {
          break;
        }
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.open -= 1;
    }
    if (end.problem !== undefined) {
      throw end.problem;
    }
  }
}

const tabs: { readonly end: AbortController; readonly done: Promise<void> }[] = [];

function openTab(server: TestServer, name = 'chatkit.events.user-1') {
  const end = new AbortController();
  const heard: UserEvent[] = [];
  const done = shareEvents({
    name,
    open: () => server.connect(end.signal),
    heard: (event) => heard.push(event),
    signal: end.signal,
    reconnectDelay: () => 1,
  });
  const tab = { end, heard, done };
  tabs.push(tab);
  return tab;
}

/** A channel that is left open keeps the process alive. */
async function closeTabs(): Promise<void> {
  const closing = tabs.splice(0);
  closing.forEach(({ end }) => end.abort());
  await Promise.allSettled(closing.map(({ done }) => done));
}

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 40));
}

function withLocks(locks: TestLocks | undefined): void {
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
}

describe('sharing the events of a user', () => {
  beforeEach(() => withLocks(new TestLocks()));
  afterEach(closeTabs);
  afterAll(() => withLocks(undefined));

  it('takes one connection for all tabs, and every tab hears everything', async () => {
    const server = new TestServer();
    const ten = Array.from({ length: 10 }, () => openTab(server));
    await settle();
    server.connections[0]?.tell(created);
    await settle();
    expect(server.open).toBe(1);
    expect(ten.map((tab) => tab.heard)).toEqual(ten.map(() => [ready, created]));
    await closeTabs();
    expect(server.open).toBe(0);
  });

  it('goes on in another tab when the one that is connected closes', async () => {
    const server = new TestServer();
    const [first, second, third] = [openTab(server), openTab(server), openTab(server)];
    await settle();
    first.end.abort();
    await settle();
    server.connections[1]?.tell(created);
    await settle();
    expect(server.open).toBe(1);
    expect(second.heard).toEqual([ready, ready, created]);
    expect(third.heard).toEqual([ready, ready, created]);
    expect(first.heard).toEqual([ready]);
  });

  it('connects again after the connection was lost', async () => {
    const server = new TestServer();
    const tab = openTab(server);
    await settle();
    server.connections[0]?.close();
    await settle();
    server.connections[1]?.close(new ChatProblem('offline', 'no network', 0));
    await settle();
    expect(tab.heard).toEqual([ready, ready, ready]);
  });

  it('gives up when the server refuses', async () => {
    const server = new TestServer();
    const tab = openTab(server);
    await settle();
    server.connections[0]?.close(new ChatProblem('unauthenticated', 'signed out', 401));
    await expect(tab.done).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(server.connections).toHaveLength(1);
  });

  it('connects for each tab where the browser has no locks', async () => {
    withLocks(undefined);
    const server = new TestServer();
    openTab(server);
    openTab(server);
    await settle();
    expect(server.open).toBe(2);
  });

  it('keeps people apart who share a browser', async () => {
    const server = new TestServer();
    const [one, other] = [openTab(server, 'chatkit.events.user-1'), openTab(server, 'chatkit.events.user-2')];
    await settle();
    server.connections[0]?.tell(created);
    await settle();
    expect(one.heard).toContain(created);
    expect(other.heard).toEqual([ready]);
  });
});
