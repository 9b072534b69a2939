import { Injectable } from '@nestjs/common';
import type { Message, SearchHit, SearchQuery } from '@chatkit/contract';
import { Pool } from 'pg';
import type { ThreadEntity } from '../threads/thread.entity.js';
import { toThread } from '../threads/threads.service.js';
import { SEARCH_MESSAGES, SEARCH_TITLES } from './search-statements.js';
import { marksIn, snippetOf, toTextQuery, wordsIn } from './search-words.js';

type TitleRow = Pick<ThreadEntity, 'id' | 'title' | 'pinned' | 'archived' | 'createdAt' | 'updatedAt'>;
type FoundRow = TitleRow & { messageId: string; role: Message['role']; content: string; saidAt: Date };

/** Finds a user's threads by their titles and messages. */
@Injectable()
export class SearchService {
  constructor(private readonly pool: Pool) {}

  /** Titles first, then messages, each the newest first; in one thread, messages only. */
  async search(userId: string, { q, limit, threadId }: SearchQuery): Promise<SearchHit[]> {
    const words = wordsIn(q);
    if (!words.length) return [];
    const values = [userId, toTextQuery(words), limit];
    const [titles, messages] = await Promise.all([
      threadId === undefined ? this.pool.query<TitleRow>({ ...SEARCH_TITLES, values }) : { rows: [] },
      this.pool.query<FoundRow>({ ...SEARCH_MESSAGES, values: [...values, threadId ?? null] }),
    ]);
    const hits = [
      ...titles.rows.map((row) => ({
        thread: toThread(row),
        message: null,
        text: row.title,
        marks: marksIn(row.title, words),
      })),
      ...messages.rows.map((row) => ({
        thread: toThread(row),
        message: { id: row.messageId, role: row.role, createdAt: row.saidAt.toISOString() },
        ...snippetOf(row.content, words),
      })),
    ];
    return hits.slice(0, limit);
  }
}
