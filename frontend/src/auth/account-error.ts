import type { PortalTexts } from '../language/portal-catalogue';

type Words = keyof PortalTexts['accountProblems'];

const words: Readonly<Record<string, Words>> = {
  UNREACHABLE: 'unreachable',
  HTTP_429: 'tooMany',
  INVALID_EMAIL_OR_PASSWORD: 'wrongPassword',
  INVALID_EMAIL: 'wrongEmail',
  USER_ALREADY_EXISTS: 'accountExists',
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: 'accountExists',
  PASSWORD_TOO_SHORT: 'passwordShort',
  PASSWORD_TOO_LONG: 'passwordLong',
  SETUP_CODE_REQUIRED: 'wrongSetupCode',
  INVITATION_REQUIRED: 'wrongInvitation',
  SIGN_UP_CLOSED: 'closed',
  BANNED_USER: 'suspended',
  banned: 'suspended',
  PROVIDER_NOT_FOUND: 'signOnFailed',
  account_not_linked: 'notLinked',
  access_denied: 'signOnCancelled',
  INVALID_PASSWORD: 'notYourPassword',
  PASSWORD_REQUIRED: 'notYourPassword',
  SESSION_EXPIRED: 'signInAgain',
  LAST_ADMINISTRATOR: 'lastAdministrator',
};

/** Why signing in, up or out did not work. */
export class AccountError extends Error {
  override readonly name = 'AccountError';

  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** Which words say what the provider, or coming back from it, was answered with. */
export function signOnProblem(code: string): Words {
  return words[code] ?? 'signOnFailed';
}

/** Which words of the catalogue say it. */
export function accountProblem(error: unknown): Words {
  return (error instanceof AccountError ? words[error.code] : undefined) ?? 'unknown';
}
