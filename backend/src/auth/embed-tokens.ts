import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ForbiddenException, Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import {
  type CreateEmbedToken,
  EMBED_TOKEN_SECONDS,
  type EmbedToken,
  type EndEmbedTokens,
  type Scope,
} from '@chatkit/contract';
import { Pool } from 'pg';
import { AuditLog } from '../audit/audit-log.js';
import { ENV, type Env } from '../env.js';
import { comesFrom, mayChange } from '../http/origins.js';
import { ProblemException } from '../http/problem-exception.js';
import { KEY_PREFIX } from './auth.js';
import type { SignedInUser } from './current-user.js';
import { END, FIND_ACCOUNT, ISSUE, MAKE_ACCOUNT, USE } from './embed-token-statements.js';

/** Letters alone follow the prefix of an API key, so that nothing is both. */
const TOKEN_PREFIX = `${KEY_PREFIX}embed_`;
/** What the embedded chat needs: no documents are written, and no account, key or setting is reached. */
const SCOPES: readonly Scope[] = ['chat', 'threads:read', 'threads:write', 'documents:read'];

interface AccountRow {
  id: string;
  verified: boolean;
  administers: boolean | null;
  suspended: boolean | null;
}

/**
 * The tokens with which people of another server's pages use the embedded chat, for five minutes each. Stored as hashes; they
 * end with their account, with the key that made them, and with its owner's role.
 */
@Injectable()
export class EmbedTokens {
  constructor(
    private readonly pool: Pool,
    private readonly audit: AuditLog,
    @Inject(ENV) private readonly env: Env,
  ) {}

  static isToken(text: string): boolean {
    return text.startsWith(TOKEN_PREFIX);
  }

  /** Makes a token for the person whom the owner of the key vouches for, and the account when there is none. Throws a 403. */
  async create(by: SignedInUser, wanted: CreateEmbedToken, headers: IncomingHttpHeaders): Promise<EmbedToken> {
    const keyId = requireServerOfPage(by, headers);
    this.#requireEmbedder(wanted.origin, headers);
    const userId = await this.#accountOf(by, keyId, wanted);
    const token = TOKEN_PREFIX + randomBytes(32).toString('base64url');
    const values = [hash(token), userId, keyId, wanted.origin, EMBED_TOKEN_SECONDS];
    const { rows } = await this.pool.query<{ first: boolean }>(ISSUE, values);
    const [issued] = rows;
    if (!issued) throw new UnauthorizedException('The API key or the account has ended meanwhile.');
    if (issued.first) await this.audit.record({ act: 'embed_signed_in', actorId: by.id, subjectId: userId, keyId });
    return { token, userId, expiresInSeconds: EMBED_TOKEN_SECONDS };
  }

  /** Ends what this key has made for the person, as when they sign out of the portal. Open streams are cut within seconds. */
  async end(by: SignedInUser, { email }: EndEmbedTokens, headers: IncomingHttpHeaders): Promise<void> {
    await this.pool.query(END, [email, requireServerOfPage(by, headers)]);
  }

  /** Whom a token stands for; null when it is not valid. Throws a 403 for a page that it was not made for. */
  async use(token: string, headers: IncomingHttpHeaders): Promise<SignedInUser | null> {
    const { rows } = await this.pool.query<
      Pick<SignedInUser, 'id' | 'name' | 'email'> & { tokenId: string; origin: string }
    >({ ...USE, values: [hash(token)] });
    const [found] = rows;
    if (!found) return null;
    const { tokenId, origin, ...person } = found;
    if (!comesFrom(origin, headers, this.env))
      throw new ForbiddenException(`This token is for pages of ${origin}, and the request comes from elsewhere.`);
    return { ...person, role: 'user', credential: { kind: 'embed', id: tokenId, scopes: SCOPES } };
  }

  #requireEmbedder(origin: string, { host }: IncomingHttpHeaders): void {
    if (this.env.EMBED_ORIGINS.includes(origin) || mayChange(this.env, origin, host)) return;
    const message = `EMBED_ORIGINS does not name ${origin}.`;
    throw new ProblemException('bad_request', message, { errors: [{ path: 'origin', message }] });
  }

  async #accountOf(by: SignedInUser, keyId: string, wanted: CreateEmbedToken): Promise<string> {
    const { email, name } = wanted;
    const found = await this.#find(email);
    if (found) return signedInAccount(found);
    const { rows } = await this.pool.query<{ id: string }>(MAKE_ACCOUNT, [randomUUID(), name, email]);
    const [made] = rows;
    if (!made) return this.#accountOf(by, keyId, wanted);
    await this.audit.record({ act: 'account_made', actorId: by.id, subjectId: made.id, keyId });
    return made.id;
  }

  async #find(email: string): Promise<AccountRow | undefined> {
    return (await this.pool.query<AccountRow>(FIND_ACCOUNT, [email])).rows[0];
  }
}

/** The id of its key. Throws a 403 for anything but the key of an administrator that a server sends. */
function requireServerOfPage({ role, credential }: SignedInUser, { origin }: IncomingHttpHeaders): string {
  if (credential.kind !== 'key')
    throw new ProblemException('insufficient_scope', 'This needs an API key with the scope embed, and no session.');
  if (origin) throw new ForbiddenException('This key has reached a page. Revoke it, and ask from your server alone.');
  if (role !== 'admin') throw new ForbiddenException('The owner of this key is no administrator any more.');
  return credential.id;
}

function signedInAccount({ id, verified, administers, suspended }: AccountRow): string {
  if (administers) throw refused('This account administers ChatKit, and administrators sign in themselves.');
  if (suspended) throw refused('This account is suspended.');
  if (!verified)
    throw refused('Somebody has made an account with this address, and nobody knows whether it is theirs.');
  return id;
}

const refused = (detail: string) => new ProblemException('sign_in_refused', detail);

const hash = (token: string) => createHash('sha256').update(token).digest('hex');
