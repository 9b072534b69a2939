import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Message, Page, PageQuery } from '@chatkit/contract';
import { Repository } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { threadNotFound } from '../threads/threads.service.js';
import { MessageEntity } from './message.entity.js';
import { type MessageRow, messageColumns, toMessage } from './message-row.js';

/** From a message up the branch to its ancestors, at most $3 of them; the thread must be the user's. */
const BRANCH = `
  with recursive thread as (
    select id, active_leaf from chat_threads where id = $1 and user_id = $2
  ), branch as (
    select m.*, 1 as depth
      from thread join chat_messages m on m.thread_id = thread.id and m.id = coalesce($4::uuid, thread.active_leaf)
    union all
    select m.*, branch.depth + 1
      from branch join chat_messages m on m.id = branch.parent_id and m.thread_id = branch.thread_id
     where branch.depth < $3
  )
  select ${messageColumns('branch')} from branch order by depth`;

/** Of a page's cursor: the message that the next page begins with. */
const position = z.tuple([z.uuid()]);

/** The messages of a user's threads, read back. */
@Injectable()
export class MessagesService {
  constructor(@InjectRepository(MessageEntity) private readonly messages: Repository<MessageEntity>) {}

  /** The branch of the thread that is shown, newest message first. */
  async list(userId: string, threadId: string, { limit, cursor }: PageQuery): Promise<Page<Message>> {
    const [from] = cursor ? decodeCursor(cursor, position) : [];
    const rows: MessageRow[] = await this.messages.query(BRANCH, [threadId, userId, limit, from ?? null]);
    if (!rows.length) await this.#requireThread(userId, threadId);
    const next = rows.length === limit ? rows.at(-1)?.parentId : null;
    return { data: rows.map(toMessage), nextCursor: next ? encodeCursor([next]) : null };
  }

  async read(userId: string, id: string): Promise<Message> {
    const message = await this.messages.findOneBy({ id, thread: { userId } });
    if (!message) throw messageNotFound();
    return toMessage(message);
  }

  async #requireThread(userId: string, threadId: string): Promise<void> {
    const { manager } = this.messages;
    const [thread] = await manager.query<unknown[]>('select 1 from chat_threads where id = $1 and user_id = $2', [
      threadId,
      userId,
    ]);
    if (!thread) throw threadNotFound();
  }
}

export function messageNotFound(): NotFoundException {
  return new NotFoundException('There is no such message.');
}
