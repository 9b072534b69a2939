import type { NextFunction, Request, Response } from 'express';
import type { Auth } from './auth.js';
import type { Sessions } from './sessions.js';

/** Refuses a deletion without the password, where the account has one: better-auth would let a fresh session do. */
export function requirePassword(auth: Auth, sessions: Sessions) {
  return async ({ body, headers }: Request, response: Response, next: NextFunction): Promise<void> => {
    const { password } = (body ?? {}) as { password?: string };
    const user = password ? null : await sessions.userOf(headers);
    const account = user && (await (await auth.$context).internalAdapter.findCredentialAccount(user.id));
    if (!account?.password) return next();
    response.status(400).json({ code: 'PASSWORD_REQUIRED', message: 'Send your password to delete your account.' });
  };
}
