import type { SignedInUser } from '../auth/current-user.js';

/** On whose account a turn goes. */
export interface Asker {
  userId: string;
  /** The API key that asks; null where a session does. */
  keyId: string | null;
}

export function askerOf({ id, credential }: SignedInUser): Asker {
  return { userId: id, keyId: credential.kind === 'key' ? credential.id : null };
}
