import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import type { AdministeredUser, AdministeredUserQuery, AdministrationOverview, Page, Spent } from '@chatkit/contract';
import { Pool } from 'pg';
import { AccountDeletion } from '../auth/account-deletion.js';
import { decodeCursor, encodeCursor, timeAndId } from '../http/cursor.js';
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
    const { rowCount } = await this.pool.query('select from "user" where id = $1', [userId]);
    if (!rowCount) throw new NotFoundException('There is no such account.');
    if (!(await this.deletion.delete(userId, adminId)))
      throw new ConflictException('Nobody else could administer, or somebody else has just deleted it.');
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
