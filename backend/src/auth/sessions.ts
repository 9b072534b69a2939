import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { fromNodeHeaders } from 'better-auth/node';
import { AUTH, type Auth } from './auth.js';
import type { SignedInUser } from './current-user.js';

/** Together with the time between two looks of `CredentialWatch` below 5 seconds. */
const REMEMBER_MS = 2_500;
const REMEMBER_AT_MOST = 10_000;

interface Remembered {
  user: Promise<SignedInUser | null>;
  until: number;
}

/** Finds who a request comes from, by session cookie or bearer token. A revoked session is remembered for 2.5 seconds at most. */
@Injectable()
export class Sessions {
  readonly #remembered = new Map<string, Remembered>();

  constructor(@Inject(AUTH) private readonly auth: Auth) {}

  async userOf(headers: IncomingHttpHeaders): Promise<SignedInUser | null> {
    const key = credentialsKey(headers);
    if (!key) return null;
    const known = this.#remembered.get(key);
    if (known && known.until > performance.now()) return known.user;
    const user = this.#look(headers);
    this.#remember(key, user);
    return user;
  }

  /** Called when the credentials themselves change, as on sign-out. */
  forget(headers: IncomingHttpHeaders): void {
    const key = credentialsKey(headers);
    if (key) this.#remembered.delete(key);
  }

  async #look(headers: IncomingHttpHeaders): Promise<SignedInUser | null> {
    const found = await this.auth.api.getSession({
      headers: fromNodeHeaders(headers),
      query: { disableRefresh: true }, // its new cookie would not reach the browser from here
    });
    if (!found || found.user.banned) return null;
    const { id, name, email, role } = found.user;
    return {
      id,
      name,
      email,
      role: role === 'admin' ? 'admin' : 'user',
      credential: { kind: 'session', id: found.session.id },
    };
  }

  #remember(key: string, user: Promise<SignedInUser | null>): void {
    this.#remembered.delete(key);
    this.#remembered.set(key, { user, until: performance.now() + REMEMBER_MS });
    user.catch(() => this.#remembered.delete(key));
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > REMEMBER_AT_MOST && oldest) this.#remembered.delete(oldest);
  }
}

/** A hash, so that no token is kept in memory as it is. */
function credentialsKey({ authorization, cookie }: IncomingHttpHeaders): string | undefined {
  if (!authorization && !cookie) return undefined;
  return createHash('sha256')
    .update(`${authorization ?? ''}\n${cookie ?? ''}`)
    .digest('base64');
}
