import type { UserEvent } from '@chatkit/contract';
import type { TestUser } from './test-app.js';

/** An open event stream, and what has come from it. */
export class EventReader {
  readonly events: UserEvent[] = [];
  heartbeats = 0;
  ended = false;
  readonly #leaving = new AbortController();

  private constructor(
    private readonly body: ReadableStream<Uint8Array>,
    private readonly isWanted: (event: UserEvent) => boolean,
  ) {}

  /** Opens the stream and waits for its first frame. Events that are not wanted are passed over. */
  static async open(user: TestUser, isWanted: (event: UserEvent) => boolean = () => true): Promise<EventReader> {
    const leaving = new AbortController();
    const response = await user.fetch('GET', '/api/events', undefined, {}, leaving.signal);
    if (response.status !== 200 || !response.body)
      throw new Error(`no stream: ${response.status} ${await response.text()}`);
    const reader = new EventReader(response.body, isWanted);
    reader.#leaving.signal.addEventListener('abort', () => leaving.abort());
    void reader
      .#read()
      .catch(() => undefined)
      .finally(() => (reader.ended = true)); // it was left
    await reader.until(({ events }) => events.length > 0, 2_000);
    return reader;
  }

  /** Resolves once it is so, with the milliseconds that took; rejects after `atMostMs`. */
  async until(isSo: (reader: this) => boolean, atMostMs = 500): Promise<number> {
    const begun = performance.now();
    while (!isSo(this)) {
      if (performance.now() - begun > atMostMs)
        throw new Error(`not so after ${atMostMs} ms: ${JSON.stringify(this.events)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return performance.now() - begun;
  }

  /** Waits for an event of this type after those already taken, and takes all up to it. */
  async next(type: UserEvent['type'], atMostMs = 500): Promise<UserEvent | undefined> {
    await this.until(({ events }) => events.some((event) => event.type === type), atMostMs);
    const at = this.events.findIndex((event) => event.type === type);
    return this.events.splice(0, at + 1).at(-1);
  }

  leave(): void {
    this.#leaving.abort();
  }

  async #read(): Promise<void> {
    let pending = '';
    for await (const chunk of this.body.pipeThrough(new TextDecoderStream())) {
      const parts = (pending + chunk).split('\n\n');
      pending = parts.pop() ?? '';
      for (const part of parts) {
        if (part.startsWith(':')) {
          this.heartbeats++;
          continue;
        }
        const event = JSON.parse(part.slice(part.indexOf('data: ') + 6)) as UserEvent;
        if (this.isWanted(event)) this.events.push(event);
      }
    }
  }
}
