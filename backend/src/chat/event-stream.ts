import type { Response } from 'express';
import { toProblem } from '../http/problem.js';
import { type Frame, HEARTBEAT, type Position } from './turn-reader.js';

/** Server-sent events of a turn, for Nest to send. Errors become an `error` frame, for the status has been sent. */
export async function* toEventStream(frames: AsyncIterable<Frame | typeof HEARTBEAT>): AsyncGenerator<string> {
  let position: Position = { attempt: 1, offset: 0 };
  try {
    for await (const frame of frames) {
      if (frame !== HEARTBEAT) position = frame.position;
      yield frame === HEARTBEAT ? ': still here\n\n' : encode(frame);
    }
  } catch (error) {
    yield encode({ position, event: { type: 'error', problem: toProblem(error) } });
  }
}

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
  response.on('close', () => controller.abort());
  return controller.signal;
}

/** Reads `Last-Event-ID`; anything that is not one of ours starts from the beginning. */
export function parsePosition(lastEventId: string | undefined): Position | undefined {
  const match = /^(\d{1,9})\.(\d{1,9})$/.exec(lastEventId ?? '');
  return match ? { attempt: Number(match[1]), offset: Number(match[2]) } : undefined;
}

function encode({ position, event }: Frame): string {
  return `id: ${position.attempt}.${position.offset}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
