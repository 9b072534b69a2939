import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { AnswerTrace, Message, Page, PageQuery, Thread } from '@chatkit/contract';
import { Repository } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { UserEvents } from '../live/user-events.js';
import { threadNotFound, ThreadsService } from '../threads/threads.service.js';
import { MessageEntity } from './message.entity.js';
import { type MessageRow, messageColumns, place, toMessage } from './message-row.js';

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

const READ = `
  select ${messageColumns('m')} from chat_messages m join chat_threads t on t.id = m.thread_id
   where m.id = $2 and t.user_id = $1`;

const READ_TRACE = `
  select m.trace from chat_messages m join chat_threads t on t.id = m.thread_id
   where m.id = $2 and t.user_id = $1`;

/** From a message down, always to the newest, which is where the thread goes on. No row: the user has no such message. */
const SELECT = `
  with recursive branch as (
    select m.id, m.thread_id, 1 as depth
      from chat_messages m join chat_threads t on t.id = m.thread_id
     where m.id = $2 and t.user_id = $1
    union all
    select child.id, branch.thread_id, branch.depth + 1
      from branch cross join lateral (
        select c.id from chat_messages c where ${place('c')} = branch.id order by c.seq desc limit 1
      ) child
  )
  update chat_threads t set active_leaf = leaf.id
    from (select id, thread_id from branch order by depth desc limit 1) leaf
   where t.id = leaf.thread_id
  returning t.id`;

/** Of a page's cursor: the message that the next page begins with. */
const position = z.tuple([z.uuid()]);

/** The messages of a user's threads, read back. */
@Injectable()
export class MessagesService {
  constructor(
    @InjectRepository(MessageEntity) private readonly messages: Repository<MessageEntity>,
    private readonly threads: ThreadsService,
    private readonly userEvents: UserEvents,
  ) {}

  /** The branch of the thread that is shown, newest message first. */
  async list(userId: string, threadId: string, { limit, cursor }: PageQuery): Promise<Page<Message>> {
    const [from] = cursor ? decodeCursor(cursor, position) : [];
    const rows: MessageRow[] = await this.messages.query(BRANCH, [threadId, userId, limit, from ?? null]);
    if (!rows.length) await this.#requireThread(userId, threadId);
    const next = rows.length === limit ? rows.at(-1)?.parentId : null;
    return { data: rows.map(toMessage), nextCursor: next ? encodeCursor([next]) : null };
  }

  async read(userId: string, id: string): Promise<Message> {
    const [row] = await this.messages.query<MessageRow[]>(READ, [userId, id]);
    if (!row) throw messageNotFound();
    return toMessage(row);
  }

  /** How an answer came about. */
  async trace(userId: string, id: string): Promise<AnswerTrace> {
    const [row] = await this.messages.query<{ trace: AnswerTrace | null }[]>(READ_TRACE, [userId, id]);
    if (!row) throw messageNotFound();
    if (!row.trace) throw new NotFoundException('There is no trace of this message.');
    return row.trace;
  }

  /** Shows the branch that this message is in, and goes on with it; of several below it, the newest. */
  async select(userId: string, id: string): Promise<Thread> {
    const [[thread]] = await this.messages.query<[{ id: string }[], number]>(SELECT, [userId, id]);
    if (!thread) throw messageNotFound();
    this.userEvents.publish(userId, { type: 'branch_selected', threadId: thread.id });
    return this.threads.read(userId, thread.id);
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
