import type { Portal } from '@chatkit/contract';
import type { Account } from './account';
import { AccountError } from './account-error';

/** What an account is made from. */
export interface SignUp {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** The setup or invitation code, where the portal asks for one. */
  readonly code?: string;
}

/** What somebody signs in with. */
export type Credentials = Pick<SignUp, 'email' | 'password'>;

export async function readPortal(): Promise<Portal> {
  return (await request('GET', '/api/portal')) as Portal;
}

export async function readAccount(): Promise<Account | null> {
  const session = (await request('GET', '/api/auth/get-session')) as { user: Account } | null;
  return session?.user ?? null;
}

export async function signIn(credentials: Credentials): Promise<void> {
  await request('POST', '/api/auth/sign-in/email', credentials);
}

export async function signUp(account: SignUp): Promise<void> {
  await request('POST', '/api/auth/sign-up/email', account);
}

export async function signOut(): Promise<void> {
  await request('POST', '/api/auth/sign-out', {});
}

/** The address at the provider where signing in goes on; it comes back to `next`. */
export async function beginSignOn(next: string): Promise<string> {
  const body = { provider: 'oidc', callbackURL: next, errorCallbackURL: '/sign-in' };
  return ((await request('POST', '/api/auth/sign-in/social', body)) as { url: string }).url;
}

/** Deletes the account of who is signed in, with all that belongs to it. */
export async function deleteOwnAccount(password: string): Promise<void> {
  await request('POST', '/api/auth/delete-user', password === '' ? {} : { password });
}

export async function suspendAccount(userId: string): Promise<void> {
  await request('POST', '/api/auth/admin/ban-user', { userId });
}

export async function resumeAccount(userId: string): Promise<void> {
  await request('POST', '/api/auth/admin/unban-user', { userId });
}

export async function setPassword(userId: string, newPassword: string): Promise<void> {
  await request('POST', '/api/auth/admin/set-user-password', { userId, newPassword });
}

async function request(method: string, url: string, body?: unknown): Promise<unknown> {
  const response = await reach(url, {
    method,
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json().catch(() => null)) as { code?: string; message?: string } | null;
  if (!response.ok) {
    throw new AccountError(answer?.code ?? `HTTP_${response.status}`, answer?.message ?? response.statusText);
  }
  return answer;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    // fetch rejects only when no response came
    throw new AccountError('UNREACHABLE', String(error));
  }
}
