import type { Message } from '@chatkit/contract';
import type { MessageEntity } from './message.entity.js';

export type MessageRow = Pick<
  MessageEntity,
  'id' | 'threadId' | 'parentId' | 'role' | 'content' | 'status' | 'error' | 'citations' | 'model' | 'createdAt'
>;

/** The columns of a {@link MessageRow} in SQL, of the table or alias named. */
export const messageColumns = (m: string) =>
  `${m}.id, ${m}.thread_id as "threadId", ${m}.parent_id as "parentId", ${m}.role, ${m}.content, ${m}.status, ` +
  `${m}.error, ${m}.citations, ${m}.model, ${m}.created_at as "createdAt"`;

export function toMessage(row: MessageRow): Message {
  const { id, threadId, parentId, role, content, status, error, citations, model } = row;
  return {
    id,
    threadId,
    parentId,
    role,
    content,
    status,
    error,
    citations,
    model,
    createdAt: row.createdAt.toISOString(),
  };
}
