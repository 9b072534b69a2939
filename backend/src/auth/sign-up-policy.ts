import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { APIError } from 'better-auth/api';
import type { Portal } from '@chatkit/contract';
import type { Pool } from 'pg';
import type { Env } from '../env.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * Who may make an account: the first one always, as the administrator; later ones as `SIGN_UP` says.
 *
 * Bound to anything but loopback, the first one must carry the setup code that the log shows.
 */
export class SignUpPolicy {
  #accountsExist = false;

  constructor(
    private readonly env: Env,
    private readonly pool: Pool,
    private readonly secret: string,
  ) {}

  /** True until the first account is stored. */
  async awaitsFirst(): Promise<boolean> {
    if (this.#accountsExist) return false;
    const { rowCount } = await this.pool.query('select 1 from "user" limit 1');
    this.#accountsExist = rowCount === 1;
    return !this.#accountsExist;
  }

  async describe(): Promise<Pick<Portal, 'signUp' | 'signUpCode'>> {
    if (await this.awaitsFirst()) return { signUp: 'first', signUpCode: this.setupCode ? 'setup' : 'none' };
    return { signUp: this.env.SIGN_UP, signUpCode: this.env.SIGN_UP === 'invite' ? 'invitation' : 'none' };
  }

  /** The code that the first sign-up must carry; null on loopback. The same on every instance. */
  get setupCode(): string | null {
    if (LOOPBACK.has(this.env.HOST)) return null;
    return createHmac('sha256', this.secret).update('setup code').digest('base64url').slice(0, 16);
  }

  /** Refuses a sign-up before anything else is looked at. */
  async check(code: string | undefined): Promise<void> {
    if (await this.awaitsFirst()) {
      if (this.setupCode && !equal(code, this.setupCode))
        throw refused(
          'SETUP_CODE_REQUIRED',
          'The first account needs the setup code that the server printed in its log.',
        );
      return;
    }
    if (this.env.SIGN_UP === 'closed')
      throw refused('SIGN_UP_CLOSED', 'Sign-up is closed. Ask an administrator for an account.');
    if (this.env.SIGN_UP === 'invite' && !(await this.#invitationIsValid(code))) throw invitationRequired();
  }

  /** Whether sign-ups must come one after the other, so that what is checked still holds when the account is stored. */
  async isOnePerson(): Promise<boolean> {
    return this.env.SIGN_UP === 'invite' || (await this.awaitsFirst());
  }

  /** The role of an account that is being stored. Asks nothing of the database: its transaction is open. */
  roleOfNext(): 'admin' | 'user' {
    return this.#accountsExist ? 'user' : 'admin';
  }

  /** Called when an account has been stored: uses up its invitation. */
  async stored(code: string | undefined): Promise<void> {
    this.#accountsExist = true;
    if (code)
      await this.pool.query('update invitations set used_at = now() where code_hash = $1', [hashInvitation(code)]);
  }

  async #invitationIsValid(code: string | undefined): Promise<boolean> {
    if (!code) return false;
    const { rowCount } = await this.pool.query(
      'select 1 from invitations where code_hash = $1 and used_at is null and expires_at > now()',
      [hashInvitation(code)],
    );
    return rowCount === 1;
  }
}

/** Invitations are stored as hashes: a copy of the database invites nobody. */
export function hashInvitation(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

function equal(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function invitationRequired(): APIError {
  return refused('INVITATION_REQUIRED', 'Sign-up needs an invitation code that has not been used and has not expired.');
}

function refused(code: string, message: string): APIError {
  return new APIError('FORBIDDEN', { code, message });
}
