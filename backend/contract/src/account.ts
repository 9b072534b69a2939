import { z } from 'zod';
import { exampleOf } from './example.js';

const HUNDRED_YEARS_SECONDS = 100 * 365 * 24 * 60 * 60;

// The part of better-auth's routes that ChatKit opens. Their types are checked here, their contents by better-auth.

const email = z.string().meta({ format: 'email' });
const password = z.string().meta({ minLength: 8, maxLength: 128 });
const EMAIL = 'ada@example.com';
const PASSWORD = 'correct horse battery';

export const userSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    emailVerified: z.boolean(),
    image: z.string().nullish(),
    role: z.string().nullish().meta({ description: '`admin` or `user`.' }),
    banned: z.boolean().nullish().meta({ description: 'Whether the account is suspended.' }),
    banReason: z.string().nullish(),
    banExpires: z.iso.datetime().nullish(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({
    id: 'User',
    example: {
      id: '2f6c1d34-0a7b-4b5e-9d8c-7e6f5a4b3c2d',
      name: 'Ada',
      email: EMAIL,
      emailVerified: false,
      image: null,
      role: 'user',
      banned: false,
      banReason: null,
      banExpires: null,
      createdAt: '2026-11-23T08:00:00.000Z',
      updatedAt: '2026-11-23T08:00:00.000Z',
    },
  });

export const sessionSchema = z
  .object({
    id: z.string(),
    userId: z.string(),
    token: z.string(),
    expiresAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    ipAddress: z.string().nullish(),
    userAgent: z.string().nullish(),
    impersonatedBy: z.string().nullish(),
  })
  .meta({
    id: 'Session',
    example: {
      id: '6a1f6e0c-9a11-4c0e-8a55-0b7e3c529d0f',
      userId: '2f6c1d34-0a7b-4b5e-9d8c-7e6f5a4b3c2d',
      token: 'x8Kq2pVw0cNf5rTzL1mYbJ7sHd4gQe6u',
      expiresAt: '2026-11-30T08:00:00.000Z',
      createdAt: '2026-11-23T08:00:00.000Z',
      updatedAt: '2026-11-23T08:00:00.000Z',
      ipAddress: '127.0.0.1',
      userAgent: 'curl/8.14.1',
      impersonatedBy: null,
    },
  });

export const sessionListSchema = z
  .array(sessionSchema)
  .meta({ id: 'SessionList', example: [exampleOf(sessionSchema)] });

export const signUpSchema = z
  .object({
    name: z.string(),
    email,
    password,
    code: z.string().optional().meta({
      description: 'The setup code of a new installation, or an invitation, where `GET /api/portal` asks for one.',
    }),
  })
  .meta({ id: 'SignUp', example: { name: 'Ada', email: EMAIL, password: PASSWORD } });

export const signInSchema = z
  .object({
    email,
    password: z.string(),
    rememberMe: z.boolean().optional().meta({ description: 'False: the session ends with the browser.' }),
  })
  .meta({ id: 'SignIn', example: { email: EMAIL, password: PASSWORD } });

const tokenSchema = z.string().meta({ description: 'For `Authorization: Bearer`.' });

export const signedUpSchema = z
  .object({ token: tokenSchema.nullable(), user: userSchema })
  .meta({ id: 'SignedUp', example: { token: exampleOf(sessionSchema).token, user: exampleOf(userSchema) } });

export const signedInSchema = z
  .object({ token: tokenSchema, user: userSchema, redirect: z.boolean(), url: z.string().nullish() })
  .meta({
    id: 'SignedIn',
    example: { token: exampleOf(sessionSchema).token, user: exampleOf(userSchema), redirect: false },
  });

const localPath = (description: string) =>
  z
    .string()
    .regex(/^\/([^/\\].*)?$/, 'must be a path of this server')
    .optional()
    .meta({ description });

export const signOnSchema = z
  .strictObject({
    provider: z.literal('oidc'),
    callbackURL: localPath('Where to go when it is done.'),
    errorCallbackURL: localPath('Where to go when it is not; `error` says why.'),
  })
  .meta({ id: 'SignOn', example: { provider: 'oidc', callbackURL: '/', errorCallbackURL: '/sign-in' } });

export const signOnBegunSchema = z
  .object({ url: z.string().meta({ description: 'Where to send the browser.' }), redirect: z.boolean() })
  .meta({
    id: 'SignOnBegun',
    example: { url: 'https://login.example.com/auth?client_id=chatkit&state=x8Kq2pVw0c', redirect: true },
  });

export const signedOutSchema = z.object({ success: z.boolean() }).meta({ id: 'SignedOut', example: { success: true } });

export const currentSessionSchema = z
  .object({ session: sessionSchema, user: userSchema })
  .nullable()
  .meta({
    id: 'CurrentSession',
    description: 'Null when nobody is signed in.',
    example: { session: exampleOf(sessionSchema), user: exampleOf(userSchema) },
  });

export const changeNameSchema = z
  .object({ name: z.string() })
  .meta({ id: 'ChangeName', example: { name: 'Ada Lovelace' } });

export const changePasswordSchema = z
  .object({
    currentPassword: z.string(),
    newPassword: password,
    revokeOtherSessions: z.boolean().optional().meta({ description: 'Ends all sessions but a new one.' }),
  })
  .meta({
    id: 'ChangePassword',
    example: { currentPassword: PASSWORD, newPassword: 'battery horse correct', revokeOtherSessions: true },
  });

export const revokeSessionSchema = z
  .object({ token: z.string().meta({ description: 'From the list of sessions.' }) })
  .meta({ id: 'RevokeSession', example: { token: exampleOf(sessionSchema).token } });

export const deleteAccountSchema = z
  .object({
    password: z.string().optional().meta({
      description: 'Yours. It may be left out by whoever has none, within a day of signing in.',
    }),
  })
  .meta({ id: 'DeleteAccount', example: { password: PASSWORD } });

export const accountDeletedSchema = z
  .object({ success: z.boolean(), message: z.string() })
  .meta({ id: 'AccountDeleted', example: { success: true, message: 'User deleted' } });

export const statusSchema = z.object({ status: z.boolean() }).meta({ id: 'Status', example: { status: true } });

export const userListSchema = z
  .object({
    users: z.array(userSchema),
    total: z.int(),
    limit: z.int().optional(),
    offset: z.number().optional(),
  })
  .meta({ id: 'UserList', example: { users: [exampleOf(userSchema)], total: 1 } });

export const oneUserSchema = z
  .object({ user: userSchema })
  .meta({ id: 'OneUser', example: { user: exampleOf(userSchema) } });

export const createUserSchema = z
  .object({
    name: z.string(),
    email,
    password,
    role: z.enum(['user', 'admin']).optional(),
    data: z
      .strictObject({ emailVerified: z.boolean() })
      .optional()
      .meta({ description: 'Whether you know that the address is theirs: then a portal may sign them in as well.' }),
  })
  .meta({ id: 'CreateUser', example: { name: 'Ada', email: EMAIL, password: PASSWORD, role: 'user' } });

const userId = z.string();

export const suspendUserSchema = z
  .object({
    userId,
    banReason: z.string().optional(),
    banExpiresIn: z
      .number()
      .positive()
      .max(HUNDRED_YEARS_SECONDS)
      .optional()
      .meta({ description: 'Seconds; left out, for good.' }),
  })
  .meta({ id: 'SuspendUser', example: { userId: exampleOf(userSchema).id, banReason: 'Left the company' } });

export const readmitUserSchema = z
  .object({ userId })
  .meta({ id: 'ReadmitUser', example: { userId: exampleOf(userSchema).id } });

export const setPasswordSchema = z
  .object({ userId, newPassword: password })
  .meta({ id: 'SetPassword', example: { userId: exampleOf(userSchema).id, newPassword: 'battery horse correct' } });

/** The body of an error below `/api/auth`. */
export const authErrorSchema = z
  .object({ code: z.string().optional(), message: z.string().optional() })
  .meta({ id: 'AuthError', example: { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' } });
