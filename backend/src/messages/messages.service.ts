import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { AnswerTrace, ExportFormat, Message, Page, PageQuery, Thread, ThreadExport } from '@chatkit/contract';
import { Repository } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { UserEvents } from '../live/user-events.js';
import { ThreadsService } from '../threads/threads.service.js';
import { MessageEntity } from './message.entity.js';
import { type MessageRow, messageColumns, place, toMessage } from './message-row.js';
import { READ_ALL } from './search-statements.js';

/** From a message up the branch to its ancestors, at most $3 of them; the thread must be the user's. */
const BRANCH = `
  with recursive thread as (
    select id, active_leaf from chat_threads where id = $1 and user_id = $2 and deleted_at is null
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
   where m.id = $2 and t.user_id = $1 and t.deleted_at is null`;

const READ_TRACE = `
  select m.trace from chat_messages m join chat_threads t on t.id = m.thread_id
   where m.id = $2 and t.user_id = $1 and t.deleted_at is null`;

/** From a message down, always to the newest, which is where the thread goes on. No row: the user has no such message. */
const SELECT = `
  with recursive branch as (
    select m.id, m.thread_id, 1 as depth
      from chat_messages m join chat_threads t on t.id = m.thread_id
     where m.id = $2 and t.user_id = $1 and t.deleted_at is null
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

const EXPORT_PAGE = 100;

type NumberedRow = MessageRow & { seq: number };

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
    if (!rows.length) await this.threads.read(userId, threadId);
    const next = rows.length === limit ? rows.at(-1)?.parentId : null;
    return { data: rows.map(toMessage), nextCursor: next ? encodeCursor([next]) : null };
  }

  async read(userId: string, id: string): Promise<Message> {
    const [row] = await this.messages.query<MessageRow[]>(READ, [userId, id]);
    if (!row) throw messageNotFound();
    return toMessage(row);
  }

  /** A thread with its messages, oldest first: as Markdown those that are shown, as JSON those of all branches. */
  async export(userId: string, threadId: string, format: ExportFormat): Promise<ThreadExport> {
    const thread = await this.threads.read(userId, threadId);
    const messages = format === 'json' ? this.#all(userId, threadId) : this.#shown(userId, threadId);
    return { thread, messages: await messages };
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

  async #shown(userId: string, threadId: string): Promise<Message[]> {
    const newestFirst: Message[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: Page<Message> = await this.list(userId, threadId, { limit: EXPORT_PAGE, cursor });
      newestFirst.push(...page.data);
      cursor = page.nextCursor;
    }
    return newestFirst.reverse();
  }

  /** Page by page: one long statement would hold up the turns on the embedded database. */
  async #all(userId: string, threadId: string): Promise<Message[]> {
    const messages: Message[] = [];
    let last: number | undefined = 0;
    while (last !== undefined) {
      const rows: NumberedRow[] = await this.messages.query(READ_ALL, [userId, threadId, last, EXPORT_PAGE]);
      messages.push(...rows.map(toMessage));
      last = rows.length === EXPORT_PAGE ? rows.at(-1)?.seq : undefined;
    }
    return messages;
  }
}

export function messageNotFound(): NotFoundException {
  return new NotFoundException('There is no such message.');
}
