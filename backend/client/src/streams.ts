import type { Client } from './generated/client/index.js';
import { type ChatEvent, sendMessage, type SendMessageData, type UserEvent } from './generated/index.js';
import { type Frame, readFrames } from './read-frames.js';

const STREAM = { accept: 'text/event-stream' };

export interface ListenOptions {
  client: Client;
  signal?: AbortSignal;
}

export interface StreamOptions extends ListenOptions, Pick<SendMessageData, 'body' | 'headers'> {}

export interface FollowOptions extends ListenOptions {
  path: { id: string };
  /** The id of the last frame that was seen: the stream goes on after it. */
  headers?: { 'Last-Event-ID'?: string };
}

/** Asks a question and yields its turn, and the answer as it is written. Throws a {@link ProblemError} when it is refused. */
export async function* streamMessage({ headers, ...options }: StreamOptions): AsyncGenerator<Frame<ChatEvent>> {
  const asking = { ...options, headers: { ...headers, ...STREAM } };
  const { data } = await sendMessage({ ...asking, parseAs: 'stream', throwOnError: true });
  yield* readFrames(data as unknown as ReadableStream<Uint8Array<ArrayBuffer>>);
}

/** Yields an answer as it is written: from the beginning, or from after the frame that `Last-Event-ID` names. */
export async function* followMessage({ client, headers, ...options }: FollowOptions): AsyncGenerator<Frame<ChatEvent>> {
  yield* open(client, '/api/chat/messages/{id}/events', { ...options, headers: { ...headers, ...STREAM } });
}

/** Yields what happens to the threads and documents of the user. */
export async function* listenToEvents({ client, ...options }: ListenOptions): AsyncGenerator<Frame<UserEvent>> {
  yield* open(client, '/api/events', { ...options, headers: STREAM });
}

async function* open<Event>(client: Client, url: string, options: object): AsyncGenerator<Frame<Event>> {
  const { data } = await client.get({ ...options, url, parseAs: 'stream', throwOnError: true });
  yield* readFrames(data as ReadableStream<Uint8Array<ArrayBuffer>>);
}
