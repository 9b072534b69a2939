import type { ChatEvent } from '@chatkit/contract';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { ChatFrame } from '../chat-frame';
import { ChatProblem } from '../chat-problem';

const eventTypes: Record<ChatEvent['type'], true> = {
  turn: true,
  step: true,
  sources: true,
  delta: true,
  restart: true,
  message: true,
  error: true,
  end: true,
};

/** The frames of a server-sent event stream; kinds that we do not know are dropped. */
export async function* readFrames(response: Response): AsyncGenerator<ChatFrame> {
  const body = response.body;
  if (body === null) {
    return;
  }
  const messages = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await readOrLose(messages);
      if (done) {
        return;
      }
      const event = JSON.parse(value.data) as ChatEvent;
      if (event.type in eventTypes) {
        yield { id: value.id ?? null, event };
      }
    }
  } finally {
    await messages.cancel().catch(() => undefined);
  }
}

/** A connection that breaks while it is read is the network's fault, and can be resumed. */
async function readOrLose<T>(reader: ReadableStreamDefaultReader<T>): Promise<ReadableStreamReadResult<T>> {
  try {
    return await reader.read();
  } catch (error) {
    throw new ChatProblem('offline', String(error), 0);
  }
}
