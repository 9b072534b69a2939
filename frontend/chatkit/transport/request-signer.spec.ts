import { jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import type { EmbedToken } from '@chatkit/contract';
import { buildProblem } from '../testing/builders';
import { GET_TOKEN, RequestSigner, type GetToken } from './request-signer';

const networkFetch = globalThis.fetch;
const seen: { authorization: string | null; credentials: string }[] = [];
let alive = new Set<string>();
let made = 0;

function token(userId = 'user-1', expiresInSeconds = 300): EmbedToken {
  made += 1;
  alive.add(`token-${made}`);
  return { token: `token-${made}`, userId, expiresInSeconds };
}

function setUp(getToken: GetToken | null): RequestSigner {
  TestBed.configureTestingModule({ providers: [RequestSigner, { provide: GET_TOKEN, useValue: getToken }] });
  return TestBed.inject(RequestSigner);
}

const tokens = () => seen.map(({ authorization }) => authorization?.replace('Bearer ', '') ?? null);

describe('the signer of requests', () => {
  beforeEach(() => {
    made = 0;
    seen.length = 0;
    alive = new Set();
    globalThis.fetch = (input, init) => {
      const { headers, credentials } = new Request(input, init);
      const authorization = headers.get('authorization');
      seen.push({ authorization, credentials });
      const isTaken = authorization === null || alive.has(authorization.replace('Bearer ', ''));
      const problem = buildProblem({ code: 'unauthenticated', status: 401 });
      return Promise.resolve(isTaken ? Response.json({}) : Response.json(problem, { status: 401 }));
    };
  });
  afterEach(() => {
    globalThis.fetch = networkFetch;
    jest.restoreAllMocks();
  });

  const ask = (signer: RequestSigner) => signer.fetch('https://chat.test/api/chat/threads');

  it('sends the cookie where the page gets no tokens', async () => {
    await ask(setUp(null));
    expect(seen).toEqual([{ authorization: null, credentials: 'include' }]);
  });

  it('gets one token for all that is asked at once, and sends no cookie with it', async () => {
    const getToken = jest.fn(() => Promise.resolve(token()));
    const signer = setUp(getToken);
    await Promise.all([ask(signer), ask(signer), signer.readPerson('https://chat.test/api')]);
    await ask(signer);
    expect(getToken).toHaveBeenCalledTimes(1);
    expect(new Set(seen.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ authorization: 'Bearer token-1', credentials: 'omit' })]),
    );
    expect(signer.person()).toBe('user-1');
  });

  it('gets the next one before the first runs out', async () => {
    const signer = setUp(() => Promise.resolve(token()));
    await ask(signer);
    const now = performance.now();
    jest.spyOn(performance, 'now').mockReturnValue(now + 239_000);
    await ask(signer);
    jest.spyOn(performance, 'now').mockReturnValue(now + 241_000);
    await ask(signer);
    expect(tokens()).toEqual(['token-1', 'token-1', 'token-2']);
  });

  it('replaces one that the server takes no more, once', async () => {
    const signer = setUp(() => Promise.resolve(token()));
    await ask(signer);
    alive.clear();
    await ask(signer);
    expect(tokens()).toEqual(['token-1', 'token-1', 'token-2']);
    signer.use(() => Promise.resolve({ token: 'dead', userId: 'user-1', expiresInSeconds: 300 }));
    await expect(ask(signer)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(tokens().slice(3)).toEqual(['dead', 'dead']);
  });

  it('says that nobody is signed in where the page has no token, and asks again the next time', async () => {
    const answers = [null, token()];
    const signer = setUp(() => Promise.resolve(answers.shift() ?? null));
    await expect(ask(signer)).rejects.toMatchObject({ code: 'unauthenticated', status: 401 });
    expect(signer.person()).toBeNull();
    await ask(signer);
    expect(tokens()).toEqual(['token-1']);
  });

  it('takes a page that cannot ask for a fault that passes', async () => {
    const signer = setUp(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(ask(signer)).rejects.toMatchObject({ code: 'unavailable', transient: true });
    expect(seen).toEqual([]);
  });

  it('passes on what the server said where it gave the page no token', async () => {
    const signer = setUp(() => Promise.resolve(buildProblem({ code: 'sign_in_refused', status: 403 })));
    await expect(ask(signer)).rejects.toMatchObject({ code: 'sign_in_refused', transient: false });
  });

  it('replaces one for all requests that the server has refused at once', async () => {
    const signer = setUp(() => Promise.resolve(token()));
    await ask(signer);
    alive.clear();
    await Promise.all([ask(signer), ask(signer), ask(signer)]);
    expect(new Set(tokens().slice(-3))).toEqual(new Set(['token-2']));
  });

  it('holds nothing that was asked for before it was told to forget', async () => {
    let answer = (_: EmbedToken): void => undefined;
    const signer = setUp(() => new Promise((resolve) => (answer = resolve)));
    const asked = ask(signer);
    await Promise.resolve();
    signer.forget();
    answer(token());
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
    expect(signer.person()).toBeUndefined();
  });

  it('sends nothing that one person has begun for another', async () => {
    const people = ['user-1', 'user-2', 'user-2'];
    const signer = setUp(() => Promise.resolve(token(people.shift(), 0)));
    await ask(signer);
    await expect(ask(signer)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(signer.person()).toBe('user-2');
    await ask(signer);
    expect(tokens()).toEqual(['token-1', 'token-3']);
  });
});
