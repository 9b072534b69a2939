import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import type {
  AdministeredUser,
  AdministeredUserQuery,
  AdministrationOverview,
  ChangeRole,
  Page,
  Spent,
} from '@chatkit/contract';
import { Pool } from 'pg';
import { AuditLog } from '../audit/audit-log.js';
import { AccountDeletion } from '../auth/account-deletion.js';
import { decodeCursor, encodeCursor, timeAndId } from '../http/cursor.js';
import { CHANGE_ROLE } from './role-statement.js';
import { OVERVIEW } from './overview-statement.js';
import { LIST_USERS } from './users-statement.js';

interface UserRow extends Omit<AdministeredUser, 'role' | 'createdAt' | 'lastSeenAt' | 'usage'> {
  isAdmin: boolean | null;
  createdAt: Date;
  position: string;
  lastSeenAt: Date | null;
  today: Spent;
  last30Days: Spent;
}

/** What administrators see of accounts: how much there is of everything, and nothing of what it says. */
@Injectable()
export class UserAdministration {
  constructor(
    private readonly pool: Pool,
    private readonly deletion: AccountDeletion,
    private readonly audit: AuditLog,
  ) {}

  /** Newest first. */
  async list({ q, limit, cursor }: AdministeredUserQuery): Promise<Page<AdministeredUser>> {
    const [createdAt, id] = cursor ? decodeCursor(cursor, timeAndId) : [null, null];
    const { rows } = await this.pool.query<UserRow>(LIST_USERS, [q ?? null, createdAt, id, limit + 1]);
    const last = rows[limit - 1];
    return {
      data: rows.slice(0, limit).map(toUser),
      nextCursor: rows.length > limit && last ? encodeCursor([last.position, last.id]) : null,
    };
  }

  async overview(): Promise<AdministrationOverview> {
    const { rows } = await this.pool.query<AdministrationOverview>(OVERVIEW);
    return (rows as [AdministrationOverview])[0];
  }

  /** Deletes an account with all that belongs to it. Throws a 404 when there is none, a 409 for one's own. */
  async delete(adminId: string, userId: string): Promise<void> {
    if (userId === adminId)
      throw new ConflictException('This is your own account. Delete it where you delete your own data.');
    await this.#roleOf(userId);
    if (!(await this.deletion.delete(userId, adminId)))
      throw new ConflictException('Nobody else could administer, or somebody else has just deleted it.');
  }

  /** Throws a 404 when there is no such account, a 409 when nobody could administer then. */
  async changeRole(adminId: string, userId: string, role: ChangeRole['role']): Promise<void> {
    if ((await this.#roleOf(userId)) === role) return;
    const { rowCount } = await this.pool.query(CHANGE_ROLE, [userId, role]);
    if (!rowCount)
      throw new ConflictException('Nobody else could administer. Make another account an administrator first.');
    const act = role === 'admin' ? 'role_granted' : 'role_withdrawn';
    await this.audit.record({ act, actorId: adminId, subjectId: userId });
  }

  async #roleOf(userId: string): Promise<ChangeRole['role']> {
    const { rows } = await this.pool.query<{ role: string | null }>('select role from "user" where id = $1', [userId]);
    if (!rows[0]) throw new NotFoundException('There is no such account.');
    return rows[0].role === 'admin' ? 'admin' : 'user';
  }
}

function toUser({ isAdmin, position: _, createdAt, lastSeenAt, today, last30Days, ...row }: UserRow): AdministeredUser {
  return {
    ...row,
    role: isAdmin ? 'admin' : 'user',
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    usage: { today, last30Days },
  };
}
