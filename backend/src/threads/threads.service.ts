import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { CreateThread, Page, Thread, ThreadQuery, UpdateThread } from '@chatkit/contract';
import { type EntityManager, IsNull, Repository } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, encodeCursor, timeAndId } from '../http/cursor.js';
import type { Precondition } from '../http/precondition.js';
import { Hints } from '../live/hints.js';
import { UserEvents } from '../live/user-events.js';
import { ThreadEntity } from './thread.entity.js';
import { ASK_TO_STOP_IN, RESTORE } from './thread-statements.js';
import { UNTITLED } from './thread-title.js';

/** Of a page's cursor: the thread that the page ends with, in the order of the list. */
const position = z.tuple([z.enum(['true', 'false']), ...timeAndId.def.items]);

/** A user's threads. A deleted thread, and someone else's, is not found, whatever is asked of it. */
@Injectable()
export class ThreadsService {
  constructor(
    @InjectRepository(ThreadEntity) private readonly threads: Repository<ThreadEntity>,
    private readonly userEvents: UserEvents,
    private readonly hints: Hints,
  ) {}

  async create(userId: string, { title }: CreateThread): Promise<Thread> {
    const thread = this.threads.create({
      id: randomUUID(),
      userId,
      title: title ?? UNTITLED,
      lastSeq: 0,
      activeLeaf: null,
      pinned: false,
      archived: false,
      deletedAt: null,
    });
    const saved = await this.threads.save(thread);
    this.userEvents.publish(userId, { type: 'thread_created', threadId: saved.id });
    return toThread(saved);
  }

  /** Pinned ones first, and of these and of the others the newest first, by the time of the last message. */
  async list(userId: string, { limit, cursor, archived }: ThreadQuery): Promise<Page<Thread>> {
    const query = this.threads
      .createQueryBuilder('thread')
      .addSelect('thread.updated_at::text', 'position')
      .where('thread.userId = :userId and thread.archived = :archived', { userId, archived: archived === 'true' })
      .andWhere('thread.deletedAt is null')
      .orderBy('thread.pinned', 'DESC')
      .addOrderBy('thread.updatedAt', 'DESC')
      .addOrderBy('thread.id', 'DESC')
      .limit(limit + 1);
    if (cursor) {
      const [pinned, updatedAt, id] = decodeCursor(cursor, position);
      query.andWhere(
        '(thread.pinned, thread.updatedAt, thread.id) < (:pinned::boolean, :updatedAt::timestamptz, :id::uuid)',
        { pinned, updatedAt, id },
      );
    }
    const { entities, raw } = await query.getRawAndEntities<{ position: string }>();
    const last = entities[limit - 1];
    const updatedAt = raw[limit - 1]?.position;
    const hasMore = entities.length > limit && last && updatedAt;
    return {
      data: entities.slice(0, limit).map(toThread),
      nextCursor: hasMore ? encodeCursor([String(last.pinned), updatedAt, last.id]) : null,
    };
  }

  async read(userId: string, id: string): Promise<Thread> {
    const thread = await this.threads.findOneBy({ id, userId, deletedAt: IsNull() });
    if (!thread) throw threadNotFound();
    return toThread(thread);
  }

  async update(userId: string, id: string, change: UpdateThread, precondition?: Precondition): Promise<Thread> {
    const thread = await this.threads.manager.transaction(async (tx) => {
      const found = await lock(tx, userId, id, precondition);
      await tx.update(ThreadEntity, { id }, change);
      return { ...found, ...change };
    });
    this.userEvents.publish(userId, { type: 'thread_changed', threadId: id });
    return thread;
  }

  /** Hides the thread, and stops the answer that is being written in it. It is deleted a little later. */
  async delete(userId: string, id: string, precondition?: Precondition): Promise<void> {
    await this.threads.manager.transaction(async (tx) => {
      await lock(tx, userId, id, precondition);
      await tx.update(ThreadEntity, { id }, { deletedAt: () => 'clock_timestamp()' });
    });
    for (const running of await this.#changes(ASK_TO_STOP_IN, [id])) this.hints.stop(running.id);
    this.userEvents.publish(userId, { type: 'thread_deleted', threadId: id });
  }

  /** Brings a thread back that was deleted a moment ago; one that is not deleted stays as it is. */
  async restore(userId: string, id: string): Promise<Thread> {
    const restored = await this.#changes(RESTORE, [userId, id]);
    if (restored.length) this.userEvents.publish(userId, { type: 'thread_restored', threadId: id });
    return this.read(userId, id);
  }

  async #changes(statement: string, values: unknown[]): Promise<{ id: string }[]> {
    const [rows] = await this.threads.query<[{ id: string }[], number]>(statement, values);
    return rows;
  }
}

/** Keeps a thread as it is until the transaction ends. Throws when it is not as the caller wants it to be. */
async function lock(
  tx: EntityManager,
  userId: string,
  id: string,
  precondition: Precondition | undefined,
): Promise<Thread> {
  const where = { id, userId, deletedAt: IsNull() };
  const found = await tx.findOne(ThreadEntity, { where, lock: { mode: 'pessimistic_write' } });
  if (!found) throw threadNotFound();
  const thread = toThread(found);
  precondition?.mustHold(thread);
  return thread;
}

export function threadNotFound(): NotFoundException {
  return new NotFoundException('There is no such thread.');
}

type ThreadRow = Pick<ThreadEntity, 'id' | 'title' | 'pinned' | 'archived' | 'createdAt' | 'updatedAt'>;

export function toThread({ id, title, pinned, archived, createdAt, updatedAt }: ThreadRow): Thread {
  return { id, title, pinned, archived, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
