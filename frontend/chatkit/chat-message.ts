import type { Signal } from '@angular/core';
import type { Citation, ChatEvent, Feedback, Message, MessageError, MessageStatus, Siblings } from '@chatkit/contract';

/** How far a message is. Beyond the states that the server stores, `sending` is the echo of a question that it has not confirmed. */
export type ChatMessageStatus = MessageStatus | 'sending';

/** How the answer's stream is doing: `lost` means that we gave up reconnecting, not that the answer ended. */
export type Connection = 'live' | 'reconnecting' | 'lost';

/** What the server does before the first word of an answer. */
export type Step = Pick<Extract<ChatEvent, { type: 'step' }>, 'code' | 'counts'>;

/** A message as the interface shows it: the stored message, and what is known only while it is being made. */
export interface ChatMessage {
  /** Identity for rendering: the same from the echo on, and for whichever version is shown in this place. */
  readonly key: string;
  /** The server's id; null until the server has confirmed the message. */
  readonly id: string | null;
  /** The message that this one follows; null for the first, or where it is not known yet. */
  readonly parentId: string | null;
  /** All versions of this message, this one among them. One that the server has not named yet is counted, without an id. */
  readonly siblings: Siblings;
  readonly role: Message['role'];
  /** Markdown for an answer, plain text for a question. */
  readonly content: string;
  readonly status: ChatMessageStatus;
  readonly error: MessageError | null;
  /** Passages that the finished text refers to; for `no_answer`, the nearest ones. */
  readonly citations: readonly Citation[];
  /** Passages that the model was given; known only where the answer was streamed. */
  readonly sources: readonly Citation[];
  readonly step: Step | null;
  readonly connection: Connection;
  /** The attempt that the text belongs to; null until a frame has told. */
  readonly attempt: number | null;
  readonly model: string | null;
  /** What the reader said of an answer. */
  readonly feedback: Feedback | null;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** One message of a list: its identity, and a signal of its own, so that others do not render when it changes. */
export interface MessageEntry {
  readonly key: string;
  readonly message: Signal<ChatMessage>;
}

/** A question that is being written anew. */
export interface QuestionEdit {
  /** Of the question as it was asked. */
  readonly key: string;
  readonly text: string;
}

/** The stored message, ready to be shown. */
export function fromStored(message: Message, key: string = message.id): ChatMessage {
  return {
    key,
    id: message.id,
    parentId: message.parentId,
    siblings: message.siblings,
    role: message.role,
    content: message.content,
    status: message.status,
    error: message.error,
    citations: message.citations,
    sources: [],
    step: null,
    connection: 'live',
    attempt: null,
    model: message.model,
    feedback: message.feedback,
    createdAt: message.createdAt,
  };
}

/** The same as part of a thread. A running answer's text is left to its stream, which brings all of it with positions. */
export function fromHistory(message: Message, key: string = message.id): ChatMessage {
  return fromStored(message.status === 'generating' ? { ...message, content: '' } : message, key);
}

/** The echo of a question, shown before the server has seen it. */
export function questionEcho(key: string, content: string, createdAt: string): ChatMessage {
  return { ...emptyMessage(key, 'user', createdAt), content, status: 'sending' };
}

/** The place of an answer that has been asked for. */
export function awaitedAnswer(key: string, createdAt: string): ChatMessage {
  return { ...emptyMessage(key, 'assistant', createdAt), status: 'generating' };
}

/** The place of another version beside this one, as the last of all versions. */
export function besides(version: ChatMessage, other: ChatMessage): ChatMessage {
  const { count, ids } = version.siblings;
  return { ...other, parentId: version.parentId, siblings: { index: count, count: count + 1, ids } };
}

/** Whether the message can still change. */
export function isOpen(message: ChatMessage): boolean {
  return message.status === 'generating' || message.status === 'sending';
}

function emptyMessage(key: string, role: Message['role'], createdAt: string): ChatMessage {
  return {
    key,
    id: null,
    parentId: null,
    siblings: { index: 0, count: 1, ids: [] },
    role,
    content: '',
    status: 'complete',
    error: null,
    citations: [],
    sources: [],
    step: null,
    connection: 'live',
    attempt: null,
    model: null,
    feedback: null,
    createdAt,
  };
}
