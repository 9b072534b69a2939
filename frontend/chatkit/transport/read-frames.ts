import type { ChatEvent, UserEvent } from '@chatkit/contract';
import type { ChatFrame } from '../chat-frame';
import { ChatProblem } from '../chat-problem';
import { serverSentEvents } from './server-sent-events';
import { untilSilent } from './until-silent';

const chatEventTypes: Record<ChatEvent['type'], true> = {
  turn: true,
  step: true,
  sources: true,
  delta: true,
  restart: true,
  message: true,
  error: true,
  end: true,
};

const userEventTypes: Record<UserEvent['type'], true> = {
  ready: true,
  thread_created: true,
  thread_changed: true,
  thread_deleted: true,
  thread_restored: true,
  branch_selected: true,
  turn_started: true,
  turn_ended: true,
  document: true,
  document_deleted: true,
};

/** The frames of an answer's stream. */
export async function* readChatFrames(response: Response): AsyncGenerator<ChatFrame> {
  yield* readFrames<ChatEvent>(response, chatEventTypes);
}

/** What happens to the user's threads and documents. */
export async function* readUserEvents(response: Response): AsyncGenerator<UserEvent> {
  for await (const { event } of readFrames<UserEvent>(response, userEventTypes)) {
    yield event;
  }
}

/** The frames of a server-sent event stream; kinds that we do not know are dropped. */
async function* readFrames<T extends { readonly type: string }>(
  response: Response,
  types: Readonly<Record<T['type'], true>>,
): AsyncGenerator<{ readonly id: string | null; readonly event: T }> {
  const body = response.body;
  if (body === null) {
    return;
  }
  const text = untilSilent(body).pipeThrough(new TextDecoderStream());
  const messages = text.pipeThrough(serverSentEvents()).getReader();
  try {
    for (;;) {
      const { done, value } = await readOrLose(messages);
      if (done) {
        return;
      }
      const event = JSON.parse(value.data) as T;
      if (event.type in types) {
        yield { id: value.id, event };
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
