import { InjectionToken, Service, inject, signal } from '@angular/core';
import type { EmbedToken, Problem } from '@chatkit/contract';
import { ChatProblem, toChatProblem } from '../chat-problem';
import { fetchFrom, fetchJson, type HttpRequest } from './http-client';

/** Asks the page's own server for a token of its person, or for what ChatKit said instead; null where nobody is signed in there. */
export type GetToken = () => Promise<EmbedToken | Problem | null>;

/** How the page gets tokens; null where the session's cookie says who is asking. */
export const GET_TOKEN = new InjectionToken<GetToken | null>('GET_TOKEN', { factory: () => null });

/** The part of a token's life after which another one is asked for. */
const ripe = 0.8;

interface HeldToken extends EmbedToken {
  /** Of `performance.now()`. */
  readonly ripeAt: number;
}

/** Says with each request who is asking: by the session's cookie, or by a token where the page gets them. */
@Service({ autoProvided: false })
export class RequestSigner {
  #getToken = inject(GET_TOKEN);
  #held: HeldToken | null = null;
  #asking: Promise<HeldToken> | null = null;
  /** Counts what was forgotten, so that what was asked before is not held after it. */
  #age = 0;
  readonly #person = signal<string | null | undefined>(undefined);

  /** Whose tokens the page gets; null where it gets none because nobody is signed in, undefined before it was asked. */
  readonly person = this.#person.asReadonly();

  /** How the page gets tokens; null where the session's cookie says who is asking. */
  get getToken(): GetToken | null {
    return this.#getToken;
  }

  /** Gets tokens in this way from now on; null for the session's cookie. */
  use(getToken: GetToken | null): void {
    this.#getToken = getToken;
    this.forget();
  }

  /** Asks the page anew at the next request. */
  forget(): void {
    this.#age += 1;
    this.#held = null;
    this.#asking = null;
    this.#person.set(undefined);
  }

  /** As `fetchFrom`; a token that the server does not take is replaced once. */
  async fetch(url: string, request?: HttpRequest): Promise<Response> {
    if (this.#getToken === null) {
      return fetchFrom(url, request);
    }
    let used: HeldToken | null = null;
    const signed = async () => {
      used = await this.#token();
      return fetchFrom(url, { ...request, token: used.token });
    };
    return signed().catch((error: unknown) => {
      if (used === null || toChatProblem(error).code !== 'unauthenticated') {
        throw error;
      }
      this.#held = this.#held === used ? null : this.#held;
      return signed();
    });
  }

  /** The id of who is asking. Rejects with an `unauthenticated` problem where nobody is signed in. */
  async readPerson(apiUrl: string): Promise<string> {
    if (this.#getToken !== null) {
      return (await this.#token()).userId;
    }
    const session = await fetchJson<{ readonly user: { readonly id: string } } | null>(`${apiUrl}/auth/get-session`);
    if (session === null) {
      throw new ChatProblem('unauthenticated', 'Nobody is signed in.', 401);
    }
    return session.user.id;
  }

  /** One that is not ripe yet, the same for all requests that wait for it. */
  #token(): Promise<HeldToken> {
    if (this.#held !== null && performance.now() < this.#held.ripeAt) {
      return Promise.resolve(this.#held);
    }
    this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    return this.#asking;
  }

  async #ask(): Promise<HeldToken> {
    const age = this.#age;
    const token = await this.#askPage();
    if (age !== this.#age) {
      throw new ChatProblem('unavailable', 'Nobody is signed in.', 0);
    }
    const before = this.#person();
    this.#held = null;
    this.#person.set(token?.userId ?? null);
    if (!token || (before && before !== token.userId)) {
      // what one person has begun is not sent for another
      throw new ChatProblem('unauthenticated', 'Nobody is signed in.', 401);
    }
    this.#held = { ...token, ripeAt: performance.now() + token.expiresInSeconds * 1_000 * ripe };
    return this.#held;
  }

  /** Whatever keeps the page from asking may pass. */
  async #askPage(): Promise<EmbedToken | null | undefined> {
    const answer = await Promise.resolve(this.#getToken)
      .then((getToken) => getToken?.())
      .catch((error: unknown) => {
        throw new ChatProblem('unavailable', String(error), 0);
      });
    if (answer && 'code' in answer) {
      throw ChatProblem.fromProblem(answer);
    }
    return answer;
  }
}
