import { HEARTBEAT, HEARTBEAT_LINE } from '../http/event-stream.js';
import { toProblem } from '../http/problem.js';
import type { Frame, Position } from './turn-reader.js';

/** Server-sent events of a turn, for Nest to send. Errors become an `error` frame, for the status has been sent. */
export async function* toEventStream(frames: AsyncIterable<Frame | typeof HEARTBEAT>): AsyncGenerator<string> {
  let position: Position = { attempt: 1, offset: 0 };
  try {
    for await (const frame of frames) {
      if (frame !== HEARTBEAT) position = frame.position;
      yield frame === HEARTBEAT ? HEARTBEAT_LINE : encode(frame);
    }
  } catch (error) {
    yield encode({ position, event: { type: 'error', problem: toProblem(error) } });
  }
}

/** Reads `Last-Event-ID`; anything that is not one of ours starts from the beginning. */
export function parsePosition(lastEventId: string | undefined): Position | undefined {
  const match = /^(\d{1,9})\.(\d{1,9})$/.exec(lastEventId ?? '');
  return match ? { attempt: Number(match[1]), offset: Number(match[2]) } : undefined;
}

function encode({ position, event }: Frame): string {
  return `id: ${position.attempt}.${position.offset}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
