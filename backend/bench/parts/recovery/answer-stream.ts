import type { Account } from '../../contenders/account.ts';

interface Request {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** One reader's connection to an answer, with what has come over it. */
export class AnswerStream {
  messageId = '';
  /** The id of the last frame, to come back with. */
  position = '';
  /** Units of text that the reader has of the current attempt. */
  length = 0;
  status: string | undefined;
  readonly #left = new AbortController();
  readonly #waiting = new Set<{ isDue: () => boolean; wake: () => void }>();

  static ask(account: Account, body: object): AnswerStream {
    const stream = new AnswerStream();
    stream.#read(account, '/api/chat/message', { method: 'POST', body: JSON.stringify(body) });
    return stream;
  }

  /** Follows an answer from after `position`. */
  static follow(account: Account, messageId: string, position = ''): AnswerStream {
    const stream = new AnswerStream();
    stream.length = Number(position.split('.')[1] ?? 0);
    const headers: Record<string, string> = position ? { 'last-event-id': position } : {};
    stream.#read(account, `/api/chat/messages/${messageId}/events`, { headers });
    return stream;
  }

  get attempt(): number {
    return Number(this.position.split('.')[0]);
  }

  /** Settles with the time at which it is so; never when the connection ends before. */
  async until(isDue: (stream: AnswerStream) => boolean): Promise<number> {
    if (!isDue(this)) {
      await new Promise<void>((wake) => this.#waiting.add({ isDue: () => isDue(this), wake }));
    }
    return performance.now();
  }

  leave(): void {
    this.#left.abort();
  }

  #read(account: Account, path: string, request: Request): void {
    // That the connection breaks is what is measured here; who waits for more has a time limit.
    void this.#frames(account, path, request).catch(() => undefined);
  }

  async #frames({ url, token }: Account, path: string, request: Request): Promise<void> {
    const response = await fetch(`${url}${path}`, {
      ...request,
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
        ...request.headers,
      },
      signal: this.#left.signal,
    });
    let pending = '';
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const frames = (pending + piece).split('\n\n');
      pending = frames.pop() ?? '';
      for (const frame of frames) this.#take(frame);
    }
  }

  #take(frame: string): void {
    const [, position, data] = /^id: (\S+)\nevent: \w+\ndata: (.*)$/.exec(frame) ?? [];
    if (!position || !data) return;
    this.position = position;
    const event = JSON.parse(data) as { type: string; text?: string; status?: string; message?: { id: string } };
    if (event.type === 'turn') this.messageId = event.message?.id ?? '';
    if (event.type === 'restart') this.length = 0;
    if (event.type === 'delta') this.length += event.text?.length ?? 0;
    if (event.type === 'end') this.status = event.status;
    for (const waiting of this.#waiting) {
      if (!waiting.isDue()) continue;
      this.#waiting.delete(waiting);
      waiting.wake();
    }
  }
}
