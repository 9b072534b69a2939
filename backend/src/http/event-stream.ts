import type { Response } from 'express';

/** A sign of life between the frames of a stream. */
export const HEARTBEAT = 'heartbeat';

/** A heartbeat on the wire: a comment, which readers of server-sent events skip. */
export const HEARTBEAT_LINE = ': still here\n\n';

export function prepareEventStream(response: Response): void {
  response.status(200).set({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
}

/** A signal that aborts when the reader has left. */
export function readerLeft(response: Response): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed)
    controller.abort(); // while the session was looked up
  else response.on('close', () => controller.abort());
  return controller.signal;
}
