import { ConflictException, ForbiddenException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { defaultKeyHasher } from '@better-auth/api-key';
import { type ApiKey, type CreateApiKey, type CreatedApiKey, type Scope, scopeSchema } from '@chatkit/contract';
import type { Response } from 'express';
import { Pool } from 'pg';
import { AuditLog } from '../audit/audit-log.js';
import { ProblemException } from '../http/problem-exception.js';
import { LIST, REVOKE, USE } from './api-key-statements.js';
import { AUTH, type Auth } from './auth.js';
import type { SignedInUser } from './current-user.js';

const KEYS_AT_MOST = 100;
/** One person at the chat asks every four minutes, so this is enough for some ten thousand. */
const EMBED_REQUESTS_PER_WINDOW = 3_000;
const DAY_SECONDS = 24 * 60 * 60;

interface KeyRow {
  id: string;
  name: string;
  start: string;
  permissions: string;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
}

interface UseRow extends Pick<SignedInUser, 'id' | 'name' | 'email'> {
  keyId: string;
  permissions: string;
  withinLimit: boolean;
  limit: number;
  remaining: number;
  retryAfterSeconds: number;
  role: string | null;
}

/** The keys with which programs act for a user. Stored as hashes: a copy of the database opens nothing. */
@Injectable()
export class ApiKeys {
  constructor(
    @Inject(AUTH) private readonly auth: Auth,
    private readonly pool: Pool,
    private readonly audit: AuditLog,
  ) {}

  async list(userId: string): Promise<ApiKey[]> {
    const { rows } = await this.pool.query<KeyRow>(LIST, [userId]);
    return rows.map(toApiKey);
  }

  /** Makes a key. Its text is in the answer and nowhere else. Throws a 409 when the user has too many, a 403 for a scope that is not theirs. */
  async create({ id: userId, role }: SignedInUser, wanted: CreateApiKey): Promise<CreatedApiKey> {
    const { name, scopes, expiresInDays } = wanted;
    const embeds = scopes.includes('embed');
    if (embeds && role !== 'admin')
      throw new ForbiddenException('Only an administrator may make a key that signs other people in.');
    if ((await this.list(userId)).length >= KEYS_AT_MOST)
      throw new ConflictException(`You have ${KEYS_AT_MOST} API keys, and more are not possible. Revoke one first.`);
    const { id, key } = await this.auth.api.createApiKey({
      body: {
        userId,
        name,
        expiresIn: expiresInDays * DAY_SECONDS,
        permissions: { scopes },
        ...(embeds && { rateLimitMax: EMBED_REQUESTS_PER_WINDOW }),
      },
    });
    const made = (await this.list(userId)).find((candidate) => candidate.id === id);
    if (!made) throw new NotFoundException('The API key was revoked while it was made.');
    await this.audit.record({ act: 'key_created', actorId: userId, subjectId: userId, keyId: id });
    return { ...made, key };
  }

  /** Deletes a key. What it has open is cut within seconds, on every instance. */
  async revoke(userId: string, id: string): Promise<void> {
    const { rowCount } = await this.pool.query(REVOKE, [userId, id]);
    if (!rowCount) throw new NotFoundException('There is no such API key.');
    await this.audit.record({ act: 'key_revoked', actorId: userId, subjectId: userId, keyId: id });
  }

  /**
   * Whom a key stands for, and for what; null when it is not valid. Counts as a request, and tells `response` how many are
   * left: throws a 429 at too many.
   */
  async use(key: string, response: Response): Promise<SignedInUser | null> {
    const { rows } = await this.pool.query<UseRow>({ ...USE, values: [await defaultKeyHasher(key)] });
    const [found] = rows;
    if (!found) return null;
    const { id, name, email, role, keyId, withinLimit, limit, remaining, retryAfterSeconds } = found;
    response.set({
      'ratelimit-limit': String(limit),
      'ratelimit-remaining': String(remaining),
      'ratelimit-reset': String(retryAfterSeconds),
    });
    if (!withinLimit) {
      const detail = `This API key may send ${limit} requests a minute. Try again in ${retryAfterSeconds} seconds.`;
      throw new ProblemException('rate_limited', detail, {}, { 'retry-after': String(retryAfterSeconds) });
    }
    const credential = { kind: 'key', id: keyId, scopes: scopesOf(found) } as const;
    return { id, name, email, role: role === 'admin' ? 'admin' : 'user', credential };
  }
}

function toApiKey(row: KeyRow): ApiKey {
  const { id, name, start, createdAt, expiresAt, lastUsedAt } = row;
  return {
    id,
    name,
    start,
    scopes: scopesOf(row),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}

/** Those that this version knows: an earlier or later one may have others. */
function scopesOf({ permissions }: { permissions: string }): Scope[] {
  const { scopes } = JSON.parse(permissions) as { scopes: string[] };
  return scopes.flatMap((scope) => scopeSchema.safeParse(scope).data ?? []);
}
