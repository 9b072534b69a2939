import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { CreateThread, Page, PageQuery, RenameThread, Thread } from '@chatkit/contract';
import { Repository } from 'typeorm';
import { decodeCursor, encodeCursor, timeAndId } from '../http/cursor.js';
import { UserEvents } from '../live/user-events.js';
import { ThreadEntity } from './thread.entity.js';
import { UNTITLED } from './thread-title.js';

/** A user's threads. Someone else's thread is not found, whatever is asked of it. */
@Injectable()
export class ThreadsService {
  constructor(
    @InjectRepository(ThreadEntity) private readonly threads: Repository<ThreadEntity>,
    private readonly userEvents: UserEvents,
  ) {}

  async create(userId: string, { title }: CreateThread): Promise<Thread> {
    const thread = this.threads.create({
      id: randomUUID(),
      userId,
      title: title ?? UNTITLED,
      lastSeq: 0,
      activeLeaf: null,
    });
    const saved = await this.threads.save(thread);
    this.userEvents.publish(userId, { type: 'thread_created', threadId: saved.id });
    return toThread(saved);
  }

  /** Newest first, by the time of the last message. */
  async list(userId: string, { limit, cursor }: PageQuery): Promise<Page<Thread>> {
    const query = this.threads
      .createQueryBuilder('thread')
      .addSelect('thread.updated_at::text', 'position')
      .where('thread.userId = :userId', { userId })
      .orderBy('thread.updatedAt', 'DESC')
      .addOrderBy('thread.id', 'DESC')
      .limit(limit + 1);
    if (cursor) {
      const [updatedAt, id] = decodeCursor(cursor, timeAndId);
      query.andWhere('(thread.updatedAt, thread.id) < (:updatedAt::timestamptz, :id::uuid)', { updatedAt, id });
    }
    const { entities, raw } = await query.getRawAndEntities<{ position: string }>();
    const last = entities[limit - 1];
    const position = raw[limit - 1]?.position;
    const hasMore = entities.length > limit && last && position;
    return {
      data: entities.slice(0, limit).map(toThread),
      nextCursor: hasMore ? encodeCursor([position, last.id]) : null,
    };
  }

  async read(userId: string, id: string): Promise<Thread> {
    const thread = await this.threads.findOneBy({ id, userId });
    if (!thread) throw threadNotFound();
    return toThread(thread);
  }

  async rename(userId: string, id: string, { title }: RenameThread): Promise<Thread> {
    const { affected } = await this.threads.update({ id, userId }, { title });
    if (!affected) throw threadNotFound();
    this.userEvents.publish(userId, { type: 'thread_renamed', threadId: id });
    return this.read(userId, id);
  }

  /** Deletes the thread with all its messages. */
  async delete(userId: string, id: string): Promise<void> {
    const { affected } = await this.threads.delete({ id, userId });
    if (!affected) throw threadNotFound();
    this.userEvents.publish(userId, { type: 'thread_deleted', threadId: id });
  }
}

export function threadNotFound(): NotFoundException {
  return new NotFoundException('There is no such thread.');
}

export function toThread({ id, title, createdAt, updatedAt }: ThreadEntity): Thread {
  return { id, title, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
