import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { apiKey } from '@better-auth/api-key';
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { admin, bearer } from 'better-auth/plugins';
import type { Pool } from 'pg';
import type { AuditLog } from '../audit/audit-log.js';
import type { Env } from '../env.js';
import { mayChange } from '../http/origins.js';
import { afterAccountActs } from './account-acts.js';
import type { AccountDeletion } from './account-deletion.js';
import type { AttemptLimit } from './attempt-limit.js';
import { CALLER_ADDRESS_HEADER } from './caller-address.js';
import type { SignUpPolicy } from './sign-up-policy.js';
import { CALLBACK_PATH, SIGN_ON_PATH, singleSignOn } from './single-sign-on.js';

/** Injection token of {@link Auth}. */
export const AUTH = Symbol('Auth');

/** What every API key begins with, so that it can be told from the token of a session, and found where it leaked. */
export const KEY_PREFIX = 'chatkit_';
const START_LENGTH = KEY_PREFIX.length + 4;
const KEY_WINDOW_MS = 60_000;
const KEY_REQUESTS_PER_WINDOW = 300;

const NO_TOKENS = { accessToken: null, refreshToken: null, idToken: null };

const logger = new Logger('Auth');
/** Below `/api/auth`. */
export const SIGN_UP_PATH = '/sign-up/email';
export const DELETE_PATH = '/delete-user';

/** What accounts depend on outside of better-auth. */
export interface AuthParts {
  pool: Pool;
  secret: string;
  policy: SignUpPolicy;
  audit: AuditLog;
  deletion: AccountDeletion;
  attempts: AttemptLimit;
}

/** What better-auth stores: `getMigrations` compares it with the migration, so a test can find a drift. */
export function authOptions(env: Env, { pool, secret, policy, audit, deletion, attempts }: AuthParts) {
  return {
    appName: 'ChatKit',
    secret,
    database: pool,
    basePath: '/api/auth',
    ...(env.BETTER_AUTH_URL && { baseURL: env.BETTER_AUTH_URL }),
    trustedOrigins: (request) => trustedOrigin(env, request),
    emailAndPassword: { enabled: true, minPasswordLength: 8, maxPasswordLength: 128 },
    user: {
      deleteUser: {
        enabled: true,
        beforeDelete: async ({ id }) => {
          if (!(await deletion.delete(id, id))) throw lastAdministrator();
        },
      },
    },
    plugins: [
      bearer(),
      admin(),
      singleSignOn(env),
      apiKey({
        defaultPrefix: KEY_PREFIX,
        maximumNameLength: 100,
        startingCharactersConfig: { charactersLength: START_LENGTH },
        rateLimit: { timeWindow: KEY_WINDOW_MS, maxRequests: KEY_REQUESTS_PER_WINDOW },
      }),
    ],
    // Who signs in is all that is asked of the provider, so none of its tokens is kept.
    account: { updateAccountOnSignIn: false },
    onAPIError: { errorURL: '/sign-in' },
    telemetry: { enabled: false },
    logger: { log: (level, message) => logger[level === 'error' ? 'error' : 'debug'](message) },
    rateLimit: {
      enabled: true,
      customStorage: attempts,
      customRules: {
        '/sign-in/email': { window: 60, max: 20 },
        [SIGN_UP_PATH]: { window: 60, max: 20 },
        [SIGN_ON_PATH]: { window: 60, max: 20 },
        [DELETE_PATH]: { window: 60, max: 20 },
        // Every page asks for it, and behind a proxy everyone comes from one address.
        '/get-session': false,
      },
    },
    advanced: {
      database: { generateId: () => randomUUID() },
      ipAddress: { ipAddressHeaders: [CALLER_ADDRESS_HEADER] },
      // Both are switched off under NODE_ENV=test unless said.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: env.BETTER_AUTH_URL?.startsWith('https:') ?? false,
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
    },
    hooks: {
      before: createAuthMiddleware(async (context) => {
        if (context.path === SIGN_ON_PATH || context.path === CALLBACK_PATH) await policy.refuseFirst();
        if (context.path !== SIGN_UP_PATH) return;
        await policy.check({ code: codeOf(context.body), host: context.headers?.get('host') ?? undefined });
      }),
      after: afterAccountActs(audit),
    },
    databaseHooks: {
      account: { create: { before: (account) => Promise.resolve({ data: { ...account, ...NO_TOKENS } }) } },
      user: {
        create: {
          // Accounts that an administrator makes keep the role that they were given.
          before: (user, context) =>
            Promise.resolve({
              data: context?.path === SIGN_UP_PATH ? { ...user, role: policy.roleOfChecked() } : user,
            }),
          after: async (_user, context) => {
            if (context?.path === SIGN_UP_PATH) await policy.stored(codeOf(context.body));
          },
        },
      },
    },
  } satisfies BetterAuthOptions;
}

export type Auth = ReturnType<typeof createAuth>;

export function createAuth(env: Env, parts: AuthParts) {
  return betterAuth(authOptions(env, parts));
}

function lastAdministrator(): APIError {
  const message = 'You are the only administrator. Make another account an administrator first.';
  return new APIError('CONFLICT', { code: 'LAST_ADMINISTRATOR', message });
}

/** A page may sign in wherever it was itself loaded from: localhost, 127.0.0.1, a name on the network, any port. */
function trustedOrigin(env: Env, request?: Request): string[] {
  const origin = request?.headers.get('origin');
  return origin && mayChange(env, origin, request?.headers.get('host') ?? undefined) ? [origin] : [];
}

function codeOf(body: unknown): string | undefined {
  const code = (body as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && code ? code : undefined;
}
