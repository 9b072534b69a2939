import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { AuditLog } from '../audit/audit-log.js';

/**
 * Shuts an account out, unless it is the last one that can administer: two who leave at once wait for each other. $1 user.
 * No row: it is that one, or there is none.
 */
const LOCK_OUT = `
  with administrators as materialized (select id, banned from "user" where role = 'admin' order by id for update)
  update "user" u set banned = true, "banReason" = 'The account is being deleted', "banExpires" = null, "updatedAt" = now()
   where u.id = $1 and (u.role is distinct from 'admin'
     or exists (select from administrators a where a.id <> $1 and a.banned is not true))
  returning id`;

/** $1 user. */
const END_CREDENTIALS = `
  with ended as (delete from "session" where "userId" = $1) delete from "apikey" where "referenceId" = $1`;

/** Deletes what is left of an account, and whatever of it was added meanwhile. $1 user. */
const DELETE = 'delete from "user" where id = $1';

type Removal = (userId: string) => Promise<void>;

/**
 * Deletes accounts with all that belongs to them. Folders that keep much of a person register how it is removed; the rest
 * goes with the account's row. One that was interrupted leaves a suspended account, which can be deleted again.
 */
@Injectable()
export class AccountDeletion {
  readonly #removals: Removal[] = [];

  constructor(
    private readonly pool: Pool,
    private readonly audit: AuditLog,
  ) {}

  /** `removal`: run for each account before its row is deleted; nobody can act for the account by then. */
  register(removal: Removal): void {
    this.#removals.push(removal);
  }

  /** False: the account stays, because nobody else could administer. */
  async delete(userId: string, actorId: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(LOCK_OUT, [userId]);
    if (!rowCount) return false;
    await this.audit.record({ act: 'account_deleted', actorId, subjectId: userId });
    await this.pool.query(END_CREDENTIALS, [userId]);
    for (const remove of this.#removals) await remove(userId);
    await this.pool.query(DELETE, [userId]);
    return true;
  }
}
