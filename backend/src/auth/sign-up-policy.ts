import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { APIError } from 'better-auth/api';
import type { Portal } from '@chatkit/contract';
import type { Pool } from 'pg';
import type { Env } from '../env.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

/** What a sign-up brings along: the code that it names, and the name by which the server was called. */
export interface SignUpAttempt {
  code: string | undefined;
  host: string | undefined;
}

/**
 * Who may make an account: the first one always, as the administrator; later ones as `SIGN_UP` says.
 *
 * Reached in any way that is not loopback, the first one must carry the setup code that the log shows.
 */
export class SignUpPolicy {
  readonly #logger = new Logger('Accounts');
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

  async describe(host: string | undefined): Promise<Pick<Portal, 'signUp' | 'signUpCode'>> {
    if (await this.awaitsFirst()) return { signUp: 'first', signUpCode: this.needsSetupCode(host) ? 'setup' : 'none' };
    return { signUp: this.env.SIGN_UP, signUpCode: this.env.SIGN_UP === 'invite' ? 'invitation' : 'none' };
  }

  /** The code of the first sign-up. The same on every instance. */
  get setupCode(): string {
    return createHmac('sha256', this.secret).update('setup code').digest('base64url').slice(0, 16);
  }

  /** Whether strangers could reach this server: by its settings, or because someone called it by another name. */
  needsSetupCode(host?: string): boolean {
    const { HOST, BETTER_AUTH_URL } = this.env;
    const names = [HOST, BETTER_AUTH_URL && new URL(BETTER_AUTH_URL).hostname, host && hostname(host)];
    return names.some((name) => name && !LOOPBACK.has(name));
  }

  /** Refuses a sign-up before anything else is looked at. */
  async check({ code, host }: SignUpAttempt): Promise<void> {
    if (await this.awaitsFirst()) return this.#checkFirst(code, host);
    if (this.env.SIGN_UP === 'closed')
      throw refused('SIGN_UP_CLOSED', 'Sign-up is closed. Ask an administrator for an account.');
    if (this.env.SIGN_UP === 'invite' && !(await this.#invitationIsValid(code)))
      throw refused(
        'INVITATION_REQUIRED',
        'Sign-up needs an invitation code that has not been used and has not expired.',
      );
  }

  /** Refuses whom a provider vouches for while there is no account: the first one administers, and needs the setup code. */
  async refuseFirst(): Promise<void> {
    if (await this.awaitsFirst())
      throw refused('FIRST_ACCOUNT', 'The first account is made with a password. Sign up as the administrator first.');
  }

  /** Whether sign-ups must come one after the other, so that what is checked still holds when the account is stored. */
  async isOnePerson(): Promise<boolean> {
    return this.env.SIGN_UP === 'invite' || (await this.awaitsFirst());
  }

  /** The role of the account that has just been checked. Asks nothing of the database: its transaction is open. */
  roleOfChecked(): 'admin' | 'user' {
    return this.#accountsExist ? 'user' : 'admin';
  }

  /** Called when a checked account has been stored: uses up its invitation. */
  async stored(code: string | undefined): Promise<void> {
    this.#accountsExist = true;
    if (code)
      await this.pool.query('update invitations set used_at = now() where code_hash = $1', [hashInvitation(code)]);
  }

  /** Tells the operator the setup code, if a first sign-up needs one. */
  async announceSetupCode(): Promise<void> {
    if (this.needsSetupCode() && (await this.awaitsFirst()))
      this.#logger.warn(`No account exists yet. The first sign-up needs this setup code: ${this.setupCode}`);
  }

  #checkFirst(code: string | undefined, host: string | undefined): void {
    if (!this.needsSetupCode(host) || equal(code, this.setupCode)) return;
    this.#logger.warn(`A first sign-up was refused. It needs this setup code: ${this.setupCode}`);
    throw refused('SETUP_CODE_REQUIRED', 'The first account needs the setup code that the server printed in its log.');
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

/** The name in a Host header, without port and brackets. */
function hostname(host: string): string {
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : host;
}

function equal(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refused(code: string, message: string): APIError {
  return new APIError('FORBIDDEN', { code, message });
}
