import type { Message, MessagePage } from '@chatkit/contract';
import { fromHistory, type ChatMessage } from './chat-message';
import type { Conversation, TurnKeys } from './conversation';

/** Puts a turn in the place of a message and all that follows it, which is set aside until the server takes the turn. */
export function replaceFrom(
  conversation: Conversation,
  turn: TurnKeys,
  key: string,
  build: (old: ChatMessage) => readonly ChatMessage[],
): Conversation {
  const messages = listed(conversation);
  const place = messages.findIndex((message) => message.key === key);
  const old = messages[place];
  return old === undefined
    ? conversation
    : {
        ...withMessages(conversation, [...messages.slice(0, place), ...build(old)]),
        error: null,
        newerCursor: null,
        setAside: { turn, messages: messages.slice(place), newerCursor: conversation.newerCursor },
      };
}

/** Puts back what was set aside, in the place of the turn that was refused. */
export function restoreBranch(conversation: Conversation): Conversation {
  const { setAside } = conversation;
  if (setAside === null) {
    return conversation;
  }
  const isEdit = setAside.messages[0]?.role === 'user';
  const gone = [setAside.turn.answer, ...(isEdit ? [setAside.turn.question] : [])];
  const above = listed(conversation).filter((message) => !gone.includes(message.key));
  const { newerCursor } = setAside;
  return { ...withMessages(conversation, [...above, ...setAside.messages]), newerCursor, setAside: null };
}

/**
 * Shows the branch that the server has selected. What both branches share stays the same objects, and what is above the
 * page that was read stays; the version that was picked keeps the key, and so the place, of the one it replaces. What
 * the server has not got stays at the end.
 */
export function adoptBranch(
  conversation: Conversation,
  page: MessagePage,
  picked: { readonly key: string; readonly id: string } | null,
): Conversation {
  const stored = [...page.data].reverse();
  const shown = listed(conversation);
  const known = new Map(shown.map((message) => [message.id, message]));
  const above = shown.slice(0, countAbove(shown, stored[0]));
  const branch = stored.map((message) => {
    const old = known.get(message.id);
    return old === undefined
      ? fromHistory(message, message.id === picked?.id ? picked.key : message.id)
      : update(old, message);
  });
  const unconfirmed = shown.filter((message) => message.id === null);
  const olderCursor = above.length > 0 ? conversation.olderCursor : page.nextCursor;
  const next = withMessages(conversation, [...above, ...branch, ...unconfirmed]);
  return { ...next, phase: 'ready', olderCursor, newerCursor: page.previousCursor };
}

/** How many of the messages shown come before this stored one; 0 where it does not follow any of them. */
function countAbove(shown: readonly ChatMessage[], oldest: Message | undefined): number {
  const itself = shown.findIndex((message) => message.id === oldest?.id);
  return itself >= 0
    ? itself
    : shown.findIndex((message) => message.id !== null && message.id === oldest?.parentId) + 1;
}

/** The same object where nothing changed, so that it is not rendered again. */
function update(old: ChatMessage, stored: Message): ChatMessage {
  if (old.status === 'generating' && stored.status !== 'generating') {
    return fromHistory(stored, old.key);
  }
  const { index, count } = stored.siblings;
  return index === old.siblings.index && count === old.siblings.count ? old : { ...old, siblings: stored.siblings };
}

function listed(conversation: Conversation): ChatMessage[] {
  return conversation.keys.flatMap((key) => conversation.messages.get(key) ?? []);
}

/** Keeps the list of keys the same object where the same messages are listed. */
function withMessages(conversation: Conversation, messages: readonly ChatMessage[]): Conversation {
  const keys = messages.map((message) => message.key);
  const same = keys.length === conversation.keys.length && keys.every((key, index) => key === conversation.keys[index]);
  return {
    ...conversation,
    keys: same ? conversation.keys : keys,
    messages: new Map(messages.map((message) => [message.key, message])),
  };
}
