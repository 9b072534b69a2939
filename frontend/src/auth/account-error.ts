const words: Readonly<Record<string, string>> = {
  UNREACHABLE: 'The server cannot be reached. Check your connection, then try again.',
  HTTP_429: 'Too many attempts. Wait a minute, then try again.',
  INVALID_EMAIL_OR_PASSWORD: 'This e-mail address and password do not belong together. Check both and try again.',
  INVALID_EMAIL: 'This is not an e-mail address. Check it and try again.',
  USER_ALREADY_EXISTS: 'There is an account with this e-mail address already. Sign in instead.',
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: 'There is an account with this e-mail address already. Sign in instead.',
  PASSWORD_TOO_SHORT: 'This password is too short: use at least 8 characters.',
  PASSWORD_TOO_LONG: 'This password is too long: use at most 128 characters.',
  SETUP_CODE_REQUIRED: 'This is not the setup code. The server printed it in its log when it started.',
  INVITATION_REQUIRED: 'This invitation code is not valid any more. Ask an administrator for another one.',
  SIGN_UP_CLOSED: 'New accounts cannot be made here. Ask an administrator for an account.',
  BANNED_USER: 'This account is suspended. Ask an administrator about it.',
};

/** Why signing in, up or out did not work, in plain words. */
export class AccountError extends Error {
  override readonly name = 'AccountError';

  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(words[code] ?? (detail === '' ? 'Something went wrong on the server. Try again in a moment.' : detail));
  }
}
