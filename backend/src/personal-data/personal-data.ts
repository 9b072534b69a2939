import { Injectable, NotFoundException } from '@nestjs/common';
import type { PersonalData, Thread } from '@chatkit/contract';
import { Pool } from 'pg';
import { ApiKeys } from '../auth/api-keys.js';
import type { SignedInUser } from '../auth/current-user.js';
import { MessagesService } from '../messages/messages.service.js';
import { OwnDocuments } from '../rag/documents/own-documents.js';
import { ThreadsService } from '../threads/threads.service.js';
import { UsageService } from '../usage/usage.service.js';

const THREADS_A_PAGE = 100;

/** $1 user. */
const PROFILE = `select id, name, email, role, "createdAt" from "user" where id = $1`;
const SESSIONS = `
  select "createdAt", "expiresAt", "ipAddress", "userAgent" from "session" where "userId" = $1 order by "createdAt"`;

/** Everything that is kept of a person. */
@Injectable()
export class PersonalDataExport {
  constructor(
    private readonly pool: Pool,
    private readonly keys: ApiKeys,
    private readonly usage: UsageService,
    private readonly threads: ThreadsService,
    private readonly messages: MessagesService,
    private readonly documents: OwnDocuments,
  ) {}

  /** As the text of one JSON object, piece by piece, so that it may be larger than the memory. */
  async *write(user: SignedInUser): AsyncGenerator<string> {
    const { rows } = await this.pool.query<PersonalData['profile']>(PROFILE, [user.id]);
    const sessions = await this.pool.query<PersonalData['sessions'][number]>(SESSIONS, [user.id]);
    const parts = {
      exportedAt: new Date().toISOString(),
      profile: rows[0],
      sessions: sessions.rows,
      keys: await this.keys.list(user.id),
      usage: await this.usage.days(user.id),
    };
    yield `${JSON.stringify(parts, null, 2).slice(0, -2)},\n  "documents": [`;
    yield* elements(this.documents.of(user));
    yield '],\n  "threads": [';
    yield* elements(this.#threads(user.id));
    yield ']\n}\n';
  }

  async *#threads(userId: string): AsyncGenerator<PersonalData['threads'][number]> {
    for (const archived of ['false', 'true'] as const) {
      let cursor: string | undefined;
      do {
        const page = await this.threads.list(userId, { limit: THREADS_A_PAGE, archived, ...(cursor && { cursor }) });
        for (const thread of page.data) yield* this.#thread(userId, thread);
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
    }
  }

  async *#thread(userId: string, { id }: Thread): AsyncGenerator<PersonalData['threads'][number]> {
    try {
      const { thread, messages } = await this.messages.export(userId, id, 'json');
      yield { ...thread, messages };
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error; // deleted meanwhile
    }
  }
}

async function* elements(values: AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = '\n';
  for await (const value of values) {
    yield before + JSON.stringify(value, null, 2);
    before = ',\n';
  }
}
