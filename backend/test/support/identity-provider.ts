import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export const CLIENT = { id: 'chatkit', secret: 'a-secret-of-the-client' };

export interface Identity {
  sub: string;
  email: string;
  email_verified: boolean;
  name: string;
}

/** An OpenID Connect provider that lets whoever comes in as {@link IdentityProvider.visitor}, without a form. */
export class IdentityProvider {
  visitor: Identity | undefined;
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));
  #answer: RequestListener = () => undefined;
  readonly #identities = new Map<string, Identity>();

  /** Listens, but says nothing yet. */
  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers as the provider of a portal at `portal`. */
  serve(portal: string): void {
    const scope = 'openid email profile';
    const provider: Provider = new Provider(this.issuer, {
      clients: [
        { client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [`${portal}/api/auth/callback/oidc`] },
      ],
      claims: { email: ['email', 'email_verified'], profile: ['name'] },
      conformIdTokenClaims: false,
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, id) => {
        const identity = this.#identities.get(id);
        return identity && { accountId: id, claims: () => Promise.resolve({ ...identity }) };
      },
      loadExistingGrant: async ({ oidc }) => {
        const grant = new provider.Grant({ clientId: CLIENT.id, accountId: oidc.session?.accountId ?? '' });
        grant.addOIDCScope(scope);
        await grant.save();
        return grant;
      },
    });
    const answer = provider.callback();
    this.#answer = (request, response) => {
      if (!request.url?.startsWith('/interaction/') || !this.visitor) return void answer(request, response);
      this.#identities.set(this.visitor.sub, this.visitor);
      void provider.interactionFinished(request, response, { login: { accountId: this.visitor.sub } });
    };
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
