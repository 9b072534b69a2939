import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Message } from '../workload.ts';
import type { Account } from './account.ts';

/** Gives the ids of threads of an account for questions to be asked in. */
export type ThreadMaker = (account: Account, count: number, earlier: readonly Message[]) => Promise<string[]>;

/** New threads with the earlier messages in them, written to the database of the product. */
export function threadsInDatabase(database: Pool): ThreadMaker {
  return async ({ id: userId }, count, earlier) => {
    const threads = Array.from({ length: count }, () => ({ id: randomUUID(), messages: newMessages(earlier) }));
    const threadIds = threads.map(({ id }) => id);
    const messages = threads.flatMap(({ id, messages }) => messages.map((message) => ({ ...message, threadId: id })));
    await database.query(
      `insert into chat_threads (id, user_id, title, last_seq, active_leaf)
       select id, $1, 'Earlier', $2, leaf from unnest($3::uuid[], $4::uuid[]) as thread (id, leaf)`,
      [userId, earlier.length, threadIds, threads.map((thread) => thread.messages.at(-1)?.id)],
    );
    await database.query(
      `insert into chat_messages (id, parent_id, thread_id, seq, role, content, token_count, status)
       select *, 'complete' from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::int[])`,
      [
        messages.map(({ id }) => id),
        messages.map(({ parentId }) => parentId),
        messages.map(({ threadId }) => threadId),
        messages.map(({ seq }) => seq),
        messages.map(({ role }) => role),
        messages.map(({ content }) => content),
        messages.map(({ content }) => Math.ceil(content.length / 4)),
      ],
    );
    return threadIds;
  };
}

/** New threads with nothing in them, for a database that only the product can open. */
export const emptyThreads: ThreadMaker = (account, count) =>
  Promise.all(
    Array.from({ length: count }, async () => (await account.post<{ id: string }>('/api/chat/threads', {})).id),
  );

function newMessages(earlier: readonly Message[]) {
  let parentId: string | null = null;
  return earlier.map(({ role, content }, index) => {
    const message = { id: randomUUID(), parentId, seq: index + 1, role, content };
    parentId = message.id;
    return message;
  });
}
