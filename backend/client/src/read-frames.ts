import { EventSourceParserStream } from 'eventsource-parser/stream';

/** One of a stream's events, and the id after which the stream can be taken up again. */
export interface Frame<Event> {
  id: string | null;
  event: Event;
}

/** The events of a stream of server-sent events as they come. Leaving the loop closes the connection. */
export async function* readFrames<Event>(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Frame<Event>> {
  const messages = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader();
  try {
    for (let next = await messages.read(); !next.done; next = await messages.read())
      yield { id: next.value.id ?? null, event: JSON.parse(next.value.data) as Event };
  } finally {
    await messages.cancel().catch(() => undefined); // a connection that broke is closed already
  }
}
