import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Portal } from '@chatkit/contract';
import { Pool } from 'pg';
import { account, portal, post } from './support/accounts.js';
import { CLIENT, type Identity, IdentityProvider } from './support/identity-provider.js';
import { TestApp, type TestUser } from './support/test-app.js';

const GRACE: Identity = { sub: 'grace', email: 'grace@example.com', email_verified: true, name: 'Grace Hopper' };

describe('single sign-on', () => {
  let provider: IdentityProvider;
  let test: TestApp;
  let admin: TestUser;

  beforeAll(async () => {
    for (const level of ['info', 'warn'] as const) jest.spyOn(console, level).mockReturnValue(); // its advice on configuration
    provider = await new IdentityProvider().listen();
    test = await TestApp.start({
      SIGN_UP: 'closed',
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
      OIDC_NAME: 'Example Corp',
    });
    provider.serve(test.url); // only now: the product has started while the provider said nothing
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await test.stop();
    await provider.close();
  });

  const begin = () =>
    post(test, '/sign-in/social', { provider: 'oidc', callbackURL: '/', errorCallbackURL: '/sign-in' });

  /** What a browser does: where it ends, and with which cookies of the portal. */
  async function signInAs(visitor: Identity): Promise<{ path: string; cookie: string }> {
    provider.visitor = visitor;
    const jars = new Map<string, Map<string, string>>();
    const keep = (origin: string, response: Response) => {
      const jar = jars.get(origin) ?? new Map<string, string>();
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        jar.set(pair.slice(0, pair.indexOf('=')), pair);
      }
      jars.set(origin, jar);
    };
    const begun = await begin();
    keep(test.url, begun);
    let at = new URL(((await begun.json()) as { url: string }).url);
    for (let hops = 0; hops < 12; hops++) {
      if (at.origin === test.url && !at.pathname.startsWith('/api/')) break;
      const cookie = [...(jars.get(at.origin)?.values() ?? [])].join('; ');
      const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
      await response.text();
      keep(at.origin, response);
      at = new URL(response.headers.get('location') ?? '', at);
    }
    return { path: at.pathname + at.search, cookie: [...(jars.get(test.url)?.values() ?? [])].join('; ') };
  }

  const who = async (cookie: string) => {
    const response = await fetch(`${test.url}/api/auth/get-session`, { headers: { cookie } });
    return ((await response.json()) as { user: { id: string; email: string; name: string; role: string } } | null)
      ?.user;
  };

  it('does not make the first account, which administers', async () => {
    expect((await begin()).status).toBe(403);
    admin = await test.signUp('Ada');
    expect(await portal(test)).toMatchObject({ signOn: { name: 'Example Corp' } } satisfies Partial<Portal>);
  });

  it('lets in whom the provider vouches for, the same person each time, though sign-up is closed', async () => {
    const first = await signInAs(GRACE);
    expect(first.path).toBe('/');
    const grace = await who(first.cookie);
    expect(grace).toMatchObject({ email: GRACE.email, name: GRACE.name, role: 'user' });
    const second = await signInAs({ ...GRACE, name: 'G. Hopper' });
    expect((await who(second.cookie))?.id).toBe(grace?.id);
    const { rows } = await test.app.get(Pool).query('select "accessToken", "idToken", "refreshToken" from "account"');
    expect(new Set(rows.flatMap((row: object) => Object.values(row) as unknown[]))).toEqual(new Set([null]));
  });

  it('does not let a provider take over an account that has a password', async () => {
    const { path, cookie } = await signInAs({ ...GRACE, sub: 'impostor', email: account.email });
    expect(path).toBe('/sign-in?error=account_not_linked');
    expect(await who(cookie)).toBeUndefined();
  });

  it('keeps out who is suspended', async () => {
    const grace = await who((await signInAs(GRACE)).cookie);
    await admin.post('/api/auth/admin/ban-user', { userId: grace?.id });
    const { path, cookie } = await signInAs(GRACE);
    expect(path).toMatch(/^\/sign-in\?error=/);
    expect(await who(cookie)).toBeUndefined();
  });

  it('sends nobody elsewhere, and takes no token from the caller', async () => {
    const elsewhere = { provider: 'oidc', callbackURL: 'https://evil.example/' };
    expect((await post(test, '/sign-in/social', elsewhere)).status).toBe(400);
    expect((await post(test, '/sign-in/social', { provider: 'google' })).status).toBe(400);
    expect((await post(test, '/sign-in/social', { provider: 'oidc', idToken: { token: 'x' } })).status).toBe(400);
  });
});
