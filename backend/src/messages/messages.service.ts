import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type {
  AnswerTrace,
  ExportFormat,
  Message,
  MessagePage,
  MessagePageQuery,
  Thread,
  ThreadExport,
} from '@chatkit/contract';
import { Repository } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { UserEvents } from '../live/user-events.js';
import { ThreadsService } from '../threads/threads.service.js';
import { MessageEntity } from './message.entity.js';
import { BRANCH, NEWER, SELECT } from './branch-statements.js';
import { type MessageRow, messageColumns, toMessage } from './message-row.js';
import { READ_ALL } from './search-statements.js';

const READ = `
  select ${messageColumns('m')} from chat_messages m join chat_threads t on t.id = m.thread_id
   where m.id = $2 and t.user_id = $1 and t.deleted_at is null`;

const READ_TRACE = `
  select m.trace from chat_messages m join chat_threads t on t.id = m.thread_id
   where m.id = $2 and t.user_id = $1 and t.deleted_at is null`;

const EXPORT_PAGE = 100;

/** `last`: whether the branch ends with it. */
type BranchRow = MessageRow & { last: boolean };
type NumberedRow = MessageRow & { seq: number };

/** Of a page's cursor: the message that an older page begins with, or that a newer one follows. */
const position = z.union([z.tuple([z.uuid()]), z.tuple([z.uuid(), z.literal('newer')])]);

/** The messages of a user's threads, read back. */
@Injectable()
export class MessagesService {
  constructor(
    @InjectRepository(MessageEntity) private readonly messages: Repository<MessageEntity>,
    private readonly threads: ThreadsService,
    private readonly userEvents: UserEvents,
  ) {}

  /**
   * A page of the branch that is shown, newest message first: its end, what a cursor leads to, or what is around a message.
   * Throws a 404 for a message that is not in that branch.
   */
  async list(
    userId: string,
    threadId: string,
    query: Partial<MessagePageQuery> & { limit: number },
  ): Promise<MessagePage> {
    const [from, direction] = query.cursor ? decodeCursor(query.cursor, position) : [query.around];
    if (from && direction) return pageOf(await this.#newer(userId, threadId, from, query.limit), from);
    const newer = query.around ? await this.#newer(userId, threadId, query.around, Math.floor(query.limit / 2)) : [];
    const limit = query.limit - newer.length;
    const older: BranchRow[] = await this.messages.query(BRANCH, [threadId, userId, limit, from ?? null]);
    if (!older.length) await this.threads.read(userId, threadId);
    return pageOf([...newer, ...older], older.length === limit ? older.at(-1)?.parentId : null);
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

  async #newer(userId: string, threadId: string, than: string, limit: number): Promise<BranchRow[]> {
    const rows: BranchRow[] = await this.messages.query(NEWER, [threadId, userId, limit + 1, than]);
    if (!rows.length) throw messageNotFound();
    return rows.slice(1).reverse();
  }

  async #shown(userId: string, threadId: string): Promise<Message[]> {
    const newestFirst: Message[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: MessagePage = await this.list(userId, threadId, { limit: EXPORT_PAGE, cursor });
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

function pageOf(rows: readonly BranchRow[], next: string | null | undefined): MessagePage {
  const [newest] = rows;
  return {
    data: rows.map(toMessage),
    nextCursor: next ? encodeCursor([next]) : null,
    previousCursor: newest && !newest.last ? encodeCursor([newest.id, 'newer']) : null,
  };
}

export function messageNotFound(): NotFoundException {
  return new NotFoundException('There is no such message.');
}
