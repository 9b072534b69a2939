import type { Response } from 'express';

/** Below the fifteen seconds after which proxies and balancers begin to close connections that say nothing. */
export const HEARTBEAT_MS = 12_000;
/** A comment, which readers of server-sent events skip. */
const HEARTBEAT = ': still here\n\n';

/** Server-sent events to one reader, with a sign of life every few seconds. Nobody waits for a reader that is slow. */
export class EventStream {
  readonly #response: Response;
  readonly #heartbeat: NodeJS.Timeout;
  #ended = false;

  constructor(response: Response) {
    this.#response = response;
    response.status(200).set({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    this.#heartbeat = setInterval(() => this.hasRoom && this.send(HEARTBEAT), HEARTBEAT_MS);
    this.onLeft(() => this.end());
    if (response.destroyed) this.end(); // while the session was looked up
  }

  /** Whether nothing can be sent any more: the reader has left, or {@link end} was called. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether the reader takes what is sent; a careful sender waits for {@link onRoom} otherwise. */
  get hasRoom(): boolean {
    return !this.#response.writableNeedDrain;
  }

  /** Sends whole frames. */
  send(frames: string): void {
    if (!this.#ended && frames) this.#response.write(frames);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#heartbeat);
    this.#response.end();
  }

  onLeft(listener: () => void): void {
    this.#response.on('close', listener);
  }

  onRoom(listener: () => void): void {
    this.#response.on('drain', listener);
  }
}

/** A signal that aborts when the reader has left. */
export function readerLeft(response: Response): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed)
    controller.abort(); // while the session was looked up
  else response.on('close', () => controller.abort());
  return controller.signal;
}
