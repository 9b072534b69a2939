import type { Feedback, Message, MessagePage, Thread } from '@chatkit/contract';
import type { ChatFrame } from './chat-frame';
import { awaitedAnswer, besides, fromHistory, fromStored, questionEcho, type ChatMessage } from './chat-message';
import type { ChatProblem } from './chat-problem';
import { adoptBranch, replaceFrom, restoreBranch } from './branch';
import { foldAnswer } from './fold-answer';

/** Where a turn's two messages are shown: their keys in the conversation. */
export interface TurnKeys {
  readonly question: string;
  readonly answer: string;
}

/** Everything one open thread shows. */
export interface Conversation {
  /** Null for a new thread that has no message yet. */
  readonly threadId: string | null;
  readonly phase: 'ready' | 'loading' | 'failed';
  /** The messages' keys, oldest first. */
  readonly keys: readonly string[];
  readonly messages: ReadonlyMap<string, ChatMessage>;
  /** Leads to the page before the oldest message; null when there is none. */
  readonly olderCursor: string | null;
  /** Leads to the page behind the newest message shown; null where that is the newest there is. */
  readonly newerCursor: string | null;
  readonly error: ChatProblem | null;
  /** What a turn that the server has not taken yet stands in place of; comes back where it is refused. */
  readonly setAside: {
    readonly turn: TurnKeys;
    readonly messages: readonly ChatMessage[];
    readonly newerCursor: string | null;
  } | null;
}

/** What can happen to a conversation. */
export type ConversationEvent =
  | { readonly type: 'opened'; readonly threadId: string | null }
  | { readonly type: 'loaded'; readonly page: MessagePage }
  | { readonly type: 'loadFailed'; readonly problem: ChatProblem }
  | { readonly type: 'olderLoaded'; readonly page: MessagePage }
  | { readonly type: 'newerLoaded'; readonly page: MessagePage }
  | { readonly type: 'asked'; readonly turn: TurnKeys; readonly content: string; readonly at: string }
  | { readonly type: 'askedAgain'; readonly turn: TurnKeys; readonly answer: string; readonly at: string }
  | {
      readonly type: 'edited';
      readonly turn: TurnKeys;
      readonly question: string;
      readonly content: string;
      readonly at: string;
    }
  | { readonly type: 'branchRead'; readonly page: MessagePage; readonly picked: { key: string; id: string } | null }
  | { readonly type: 'received'; readonly turn: TurnKeys; readonly frame: ChatFrame }
  | { readonly type: 'connectionLost'; readonly turn: TurnKeys; readonly forGood: boolean }
  | { readonly type: 'turnRefused'; readonly turn: TurnKeys; readonly problem: ChatProblem }
  | { readonly type: 'settled'; readonly message: Message }
  | { readonly type: 'judged'; readonly key: string; readonly feedback: Feedback | null }
  | { readonly type: 'problemMet'; readonly problem: ChatProblem | null };

/** A thread that has not been started. */
export const emptyConversation: Conversation = {
  threadId: null,
  phase: 'ready',
  keys: [],
  messages: new Map(),
  olderCursor: null,
  newerCursor: null,
  error: null,
  setAside: null,
};

/** The conversation after the event; the same object where nothing changed. Pure. */
export function advance(conversation: Conversation, event: ConversationEvent): Conversation {
  switch (event.type) {
    case 'opened':
      return { ...emptyConversation, threadId: event.threadId, phase: event.threadId === null ? 'ready' : 'loading' };
    case 'loaded':
      return withOlder({ ...conversation, phase: 'ready', newerCursor: event.page.previousCursor }, event.page);
    case 'loadFailed':
      return { ...conversation, phase: 'failed', error: event.problem };
    case 'olderLoaded':
      return withOlder(conversation, event.page);
    case 'newerLoaded':
      return withNewer(conversation, event.page);
    case 'asked':
      return withTurn(conversation, event.turn, questionEcho(event.turn.question, event.content, event.at), event.at);
    case 'askedAgain':
      return replaceFrom(conversation, event.turn, event.answer, (old) => [
        besides(old, awaitedAnswer(event.turn.answer, event.at)),
      ]);
    case 'edited':
      return replaceFrom(conversation, event.turn, event.question, (old) => [
        besides(old, questionEcho(event.turn.question, event.content, event.at)),
        awaitedAnswer(event.turn.answer, event.at),
      ]);
    case 'branchRead':
      return adoptBranch(conversation, event.page, event.picked);
    case 'received':
      return receive(conversation, event.turn, event.frame);
    case 'connectionLost':
      return change(conversation, event.turn.answer, (answer) =>
        answer.status === 'generating' ? { ...answer, connection: event.forGood ? 'lost' : 'reconnecting' } : answer,
      );
    case 'turnRefused':
      return refuse(conversation, event.turn, event.problem);
    case 'settled':
      return settle(conversation, event.message);
    case 'judged':
      return change(conversation, event.key, (answer) => ({ ...answer, feedback: event.feedback }));
    case 'problemMet':
      return { ...conversation, error: event.problem };
  }
}

function receive(conversation: Conversation, turn: TurnKeys, frame: ChatFrame): Conversation {
  const { event } = frame;
  const confirmed = event.type === 'turn' ? confirm(conversation, turn, event.thread, event.userMessage) : conversation;
  return change(confirmed, turn.answer, (answer) => foldAnswer(answer, frame));
}

function confirm(conversation: Conversation, turn: TurnKeys, thread: Thread, question: Message): Conversation {
  const taken = { ...conversation, threadId: thread.id, setAside: null };
  return change(taken, turn.question, () => fromStored(question, turn.question));
}

/** Nothing was stored: what another version took the place of comes back, and a new question goes. */
function refuse(conversation: Conversation, turn: TurnKeys, problem: ChatProblem): Conversation {
  if (conversation.setAside?.turn.answer === turn.answer) {
    return { ...restoreBranch(conversation), error: problem };
  }
  return { ...without(without(conversation, turn.answer), turn.question), error: problem };
}

function withTurn(conversation: Conversation, turn: TurnKeys, question: ChatMessage, at: string): Conversation {
  return append(append({ ...atEnd(conversation), error: null }, question), awaitedAnswer(turn.answer, at));
}

function settle(conversation: Conversation, stored: Message): Conversation {
  if (stored.status === 'generating') {
    return conversation;
  }
  const key = conversation.keys.find((candidate) => conversation.messages.get(candidate)?.id === stored.id);
  return key === undefined
    ? conversation
    : change(conversation, key, (answer) => (answer.status === 'generating' ? fromStored(stored, key) : answer));
}

/** What is asked follows the newest message: others that are shown make room where that one is not among them. */
function atEnd(conversation: Conversation): Conversation {
  return conversation.newerCursor === null
    ? conversation
    : { ...conversation, keys: [], messages: new Map(), olderCursor: null, newerCursor: null };
}

function withNewer(conversation: Conversation, page: MessagePage): Conversation {
  const newer = unknown(conversation, page);
  return { ...newer.reduce(append, conversation), newerCursor: page.previousCursor };
}

/** Pages come newest first. */
function unknown(conversation: Conversation, page: MessagePage): ChatMessage[] {
  const known = new Set([...conversation.messages.values()].map((message) => message.id));
  return page.data
    .filter((message) => !known.has(message.id))
    .map((message) => fromHistory(message))
    .reverse();
}

function withOlder(conversation: Conversation, page: MessagePage): Conversation {
  const older = unknown(conversation, page);
  return {
    ...conversation,
    keys: [...older.map((message) => message.key), ...conversation.keys],
    messages: new Map([...older.map((message) => [message.key, message] as const), ...conversation.messages]),
    olderCursor: page.nextCursor,
  };
}

function append(conversation: Conversation, message: ChatMessage): Conversation {
  return {
    ...conversation,
    keys: [...conversation.keys, message.key],
    messages: new Map(conversation.messages).set(message.key, message),
  };
}

function without(conversation: Conversation, key: string): Conversation {
  const messages = new Map(conversation.messages);
  return messages.delete(key)
    ? { ...conversation, messages, keys: conversation.keys.filter((candidate) => candidate !== key) }
    : conversation;
}

function change(conversation: Conversation, key: string, update: (message: ChatMessage) => ChatMessage): Conversation {
  const message = conversation.messages.get(key);
  const updated = message && update(message);
  return updated === undefined || updated === message
    ? conversation
    : { ...conversation, messages: new Map(conversation.messages).set(key, updated) };
}
