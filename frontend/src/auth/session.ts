import { Service, signal } from '@angular/core';
import type { Account } from './account';
import { readAccount, signIn, signOut, signUp, type Credentials, type SignUp } from './account-requests';

/** Who is signed in on this page. */
@Service()
export class Session {
  readonly #account = signal<Account | null>(null);
  #read: Promise<Account | null> | null = null;

  /** Null while nobody is signed in. */
  readonly account = this.#account.asReadonly();

  /** Asks the server once. Rejects with an `AccountError`, and asks again the next time. */
  load(): Promise<Account | null> {
    this.#read ??= this.#readAccount();
    return this.#read;
  }

  async signIn(credentials: Credentials): Promise<void> {
    await signIn(credentials);
    await this.#reload();
  }

  async signUp(account: SignUp): Promise<void> {
    await signUp(account);
    await this.#reload();
  }

  async signOut(): Promise<void> {
    await signOut();
    this.forget();
  }

  /** The server says that the session has ended. */
  forget(): void {
    this.#read = Promise.resolve(null);
    this.#account.set(null);
  }

  async #reload(): Promise<void> {
    this.#read = null;
    await this.load();
  }

  async #readAccount(): Promise<Account | null> {
    try {
      const account = await readAccount();
      this.#account.set(account);
      return account;
    } catch (error) {
      this.#read = null;
      throw error;
    }
  }
}
