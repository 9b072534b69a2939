import { Injectable } from '@nestjs/common';
import type { AuditAct, AuditEntry, Page, PageQuery } from '@chatkit/contract';
import { Pool } from 'pg';
import { decodeCursor, encodeCursor, timeAndId } from '../http/cursor.js';
import { requestId } from '../http/request-id.js';

/** What is recorded of an act. */
export interface Audited {
  act: AuditAct;
  /** The user who did it; left out where nobody was signed in. */
  actorId?: string | undefined;
  /** The user it was done to; left out where it was nobody's. */
  subjectId?: string | undefined;
  keyId?: string;
  address?: string | undefined;
}

const RECORD = {
  name: 'record-audited',
  text: `
  insert into audit_log (act, actor_id, subject_id, key_id, address, request_id) values ($1, $2, $3, $4, $5, $6)`,
};

const person = (id: string, account: string) =>
  `case when ${id} is not null then json_build_object('id', ${id}, 'name', ${account}.name, 'email', ${account}.email) end`;

/** $1 position or null, $2 its id, $3 how many. */
const PAGE = `
  select e.id, e.at, e.at::text as position, e.act, ${person('e.actor_id', 'actor')} as actor,
         ${person('e.subject_id', 'subject')} as subject, e.key_id as "keyId", e.address, e.request_id as "requestId"
    from audit_log e
    left join "user" actor on actor.id = e.actor_id
    left join "user" subject on subject.id = e.subject_id
   where $1::timestamptz is null or (e.at, e.id) < ($1::timestamptz, $2::uuid)
   order by e.at desc, e.id desc limit $3`;

type EntryRow = Omit<AuditEntry, 'at'> & { at: Date; position: string };

/** The record of sensitive acts. The database refuses to change or delete what stands in it. */
@Injectable()
export class AuditLog {
  constructor(private readonly pool: Pool) {}

  /** Rejects when it cannot be stored: what must be recorded does not happen unseen. */
  async record({ act, actorId, subjectId, keyId, address }: Audited): Promise<void> {
    const values = [act, actorId, subjectId, keyId, address, requestId()].map((value) => value ?? null);
    await this.pool.query({ ...RECORD, values });
  }

  /** Newest first. */
  async page({ limit, cursor }: PageQuery): Promise<Page<AuditEntry>> {
    const [at, id] = cursor ? decodeCursor(cursor, timeAndId) : [null, null];
    const { rows } = await this.pool.query<EntryRow>(PAGE, [at, id, limit + 1]);
    const last = rows[limit - 1];
    return {
      data: rows.slice(0, limit).map(({ position: _, at, ...entry }) => ({ ...entry, at: at.toISOString() })),
      nextCursor: rows.length > limit && last ? encodeCursor([last.position, last.id]) : null,
    };
  }
}
