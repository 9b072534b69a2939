import { createAuthMiddleware, isAPIError } from 'better-auth/api';
import type { AuditAct } from '@chatkit/contract';
import type { AuditLog } from '../audit/audit-log.js';
import { CALLER_ADDRESS_HEADER } from './caller-address.js';

/** What better-auth's routes do to accounts. */
const ACTS: Readonly<Record<string, AuditAct>> = {
  '/admin/create-user': 'account_made',
  '/admin/ban-user': 'account_suspended',
  '/admin/unban-user': 'account_readmitted',
  '/admin/set-user-password': 'password_set',
  '/change-password': 'password_changed',
};

interface Asked {
  userId?: string;
  email?: string;
}

/** Records what was done through better-auth's routes, and ends the sessions of whose password an administrator has set. */
export const afterAccountActs = (audit: AuditLog) =>
  createAuthMiddleware(async ({ path, context, headers, body }) => {
    const { userId, email } = (body ?? {}) as Asked;
    const { internalAdapter, returned, session } = context;
    const accountOf = async (address = '') => (await internalAdapter.findUserByEmail(address))?.user.id;
    if (isAPIError(returned)) {
      if (path !== '/sign-in/email') return;
      const address = headers?.get(CALLER_ADDRESS_HEADER) ?? undefined;
      await audit.record({ act: 'sign_in_failed', subjectId: await accountOf(email), address });
      return;
    }
    const act = ACTS[path];
    if (!act) return;
    if (act === 'password_set' && userId) await internalAdapter.deleteUserSessions(userId);
    const actorId = session?.user.id;
    const subjectId = userId ?? (act === 'account_made' ? await accountOf(email) : actorId);
    await audit.record({ act, actorId, subjectId });
  });
