import { ConflictException, Injectable } from '@nestjs/common';
import type { Feedback, Message } from '@chatkit/contract';
import { Pool } from 'pg';
import { MessagesService } from './messages.service.js';

/** No row: the user has no such answer that has ended. */
const GIVE = `
  insert into chat_feedback (message_id, rating, reason, comment)
  select m.id, $3, $4, $5 from chat_messages m join chat_threads t on t.id = m.thread_id
   where m.id = $2 and t.user_id = $1 and t.deleted_at is null and m.role = 'assistant' and m.status <> 'generating'
  on conflict (message_id) do update
    set rating = excluded.rating, reason = excluded.reason, comment = excluded.comment, updated_at = clock_timestamp()
  returning message_id`;

const WITHDRAW = `
  delete from chat_feedback f using chat_messages m, chat_threads t
   where f.message_id = m.id and t.id = m.thread_id and m.id = $2 and t.user_id = $1 and t.deleted_at is null`;

/** What people think of the answers that they got. */
@Injectable()
export class FeedbackService {
  constructor(
    private readonly pool: Pool,
    private readonly messages: MessagesService,
  ) {}

  /** Replaces what was said before. Throws a 404 for somebody else's message, a 409 for one that cannot be judged. */
  async give(userId: string, messageId: string, { rating, reason, comment }: Feedback): Promise<Message> {
    const { rowCount } = await this.pool.query(GIVE, [
      userId,
      messageId,
      rating,
      reason,
      comment === '' ? null : comment,
    ]);
    const message = await this.messages.read(userId, messageId);
    if (!rowCount) throw new ConflictException('Feedback is for answers that have ended.');
    return message;
  }

  /** Does nothing where there was none. */
  async withdraw(userId: string, messageId: string): Promise<void> {
    const { rowCount } = await this.pool.query(WITHDRAW, [userId, messageId]);
    if (!rowCount) await this.messages.read(userId, messageId);
  }
}
