import type { Feedback, Message } from '@chatkit/contract';
import type { MessageEntity } from './message.entity.js';

export type MessageRow = Pick<
  MessageEntity,
  | 'id'
  | 'threadId'
  | 'parentId'
  | 'role'
  | 'content'
  | 'collection'
  | 'status'
  | 'error'
  | 'citations'
  | 'model'
  | 'createdAt'
> & {
  /** The messages in the same place of the thread, oldest first; without one that the same statement adds. */
  siblings: string[];
  feedback: Feedback | null;
};

/** What siblings have in common, as the index on it has it: the message that they follow, or the thread that they begin. */
export const place = (m: string) => `coalesce(${m}.parent_id, ${m}.thread_id)`;

/** The columns of a {@link MessageRow} in SQL, of the table or alias named. */
export const messageColumns = (m: string) =>
  `${m}.id, ${m}.thread_id as "threadId", ${m}.parent_id as "parentId", ${m}.role, ${m}.content, ${m}.collection, ` +
  `${m}.status, ${m}.error, ${m}.citations, ${m}.model, ${m}.created_at as "createdAt", ` +
  `array(select s.id from chat_messages s where ${place('s')} = ${place(m)} order by s.seq) as siblings, ` +
  `(select jsonb_build_object('rating', f.rating, 'reason', f.reason, 'comment', f.comment) ` +
  `from chat_feedback f where f.message_id = ${m}.id) as feedback`;

export function toMessage(row: MessageRow): Message {
  const { id, threadId, parentId, role, content, collection, status, error, citations, model, siblings, feedback } =
    row;
  const ids = siblings.includes(id) ? siblings : [...siblings, id];
  return {
    id,
    threadId,
    parentId,
    role,
    content,
    ...(collection !== null && { collection }),
    status,
    error,
    citations,
    model,
    siblings: { index: ids.indexOf(id), count: ids.length, ids },
    feedback,
    createdAt: row.createdAt.toISOString(),
  };
}
