import * as contract from '@chatkit/contract';
import type { ZodType } from 'zod';

/** A route of better-auth that is open. */
export interface AuthRoute {
  method: 'get' | 'post';
  /** Below `/api/auth`. */
  path: string;
  operationId: string;
  summary: string;
  access: 'public' | 'user' | 'admin';
  query?: readonly { name: string; description: string; schema: object }[];
  body?: ZodType;
  /** Undefined: it sends the browser on. */
  answer: ZodType | undefined;
}

const page = [
  { name: 'limit', description: 'How many.', schema: { type: 'integer', minimum: 1, maximum: 100, default: 100 } },
  { name: 'offset', description: 'How many to pass over.', schema: { type: 'integer', minimum: 0, default: 0 } },
];

const route = (
  method: AuthRoute['method'],
  path: string,
  access: AuthRoute['access'],
  [operationId, summary]: [string, string],
  answer: ZodType | undefined,
  more: Pick<AuthRoute, 'body' | 'query'> = {},
): AuthRoute => ({ method, path, operationId, summary, access, answer, ...more });

/** All of them: whatever else better-auth brings along is closed. */
export const AUTH_ROUTES: readonly AuthRoute[] = [
  route('post', '/sign-up/email', 'public', ['signUp', 'Sign up'], contract.signedUpSchema, {
    body: contract.signUpSchema,
  }),
  route('post', '/sign-in/email', 'public', ['signIn', 'Sign in'], contract.signedInSchema, {
    body: contract.signInSchema,
  }),
  route(
    'post',
    '/sign-in/social',
    'public',
    ['signOn', 'Begin to sign in at the provider'],
    contract.signOnBegunSchema,
    {
      body: contract.signOnSchema,
    },
  ),
  route('get', '/callback/oidc', 'public', ['finishSignOn', 'Come back from the provider'], undefined, {
    query: ['state', 'code', 'error'].map((name) => ({
      name,
      description: 'As the provider sends it.',
      schema: { type: 'string' },
    })),
  }),
  route('post', '/sign-out', 'user', ['signOut', 'Sign out'], contract.signedOutSchema),
  route('get', '/get-session', 'user', ['getSession', 'Who is signed in?'], contract.currentSessionSchema),
  route('post', '/update-user', 'user', ['changeName', 'Change your name'], contract.statusSchema, {
    body: contract.changeNameSchema,
  }),
  route('post', '/change-password', 'user', ['changePassword', 'Change your password'], contract.signedUpSchema, {
    body: contract.changePasswordSchema,
  }),
  route('get', '/list-sessions', 'user', ['listSessions', 'List your sessions'], contract.sessionListSchema),
  route('post', '/revoke-session', 'user', ['revokeSession', 'End one of your sessions'], contract.statusSchema, {
    body: contract.revokeSessionSchema,
  }),
  route('post', '/delete-user', 'user', ['deleteAccount', 'Delete your account'], contract.accountDeletedSchema, {
    body: contract.deleteAccountSchema,
  }),
  route('post', '/revoke-sessions', 'user', ['revokeSessions', 'End all your sessions'], contract.statusSchema),

  route('get', '/admin/list-users', 'admin', ['listUsers', 'List the accounts'], contract.userListSchema, {
    query: page,
  }),
  route('post', '/admin/create-user', 'admin', ['createUser', 'Make an account for somebody'], contract.oneUserSchema, {
    body: contract.createUserSchema,
  }),
  route('post', '/admin/ban-user', 'admin', ['suspendUser', 'Suspend an account'], contract.oneUserSchema, {
    body: contract.suspendUserSchema,
  }),
  route('post', '/admin/unban-user', 'admin', ['readmitUser', 'End a suspension'], contract.oneUserSchema, {
    body: contract.readmitUserSchema,
  }),
  route(
    'post',
    '/admin/set-user-password',
    'admin',
    ['setPassword', 'Set the password of an account'],
    contract.statusSchema,
    {
      body: contract.setPasswordSchema,
    },
  ),
];
