import { type GenericOAuthConfig, genericOAuth } from 'better-auth/plugins';
import type { Env } from '../env.js';

/** The name of the one provider, in addresses and in the database. */
export const PROVIDER = 'oidc';
export const SIGN_ON_PATH = '/sign-in/social';
/** As better-auth names it; its one address is `/callback/oidc`. */
export const CALLBACK_PATH = '/callback/:id';

/** Sign-on through the OpenID Connect provider that the settings name, if they do. */
export function singleSignOn({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET }: Env) {
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID) return genericOAuth({ config: [] });
  const provider: GenericOAuthConfig = {
    providerId: PROVIDER,
    discoveryUrl: `${OIDC_ISSUER.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId: OIDC_CLIENT_ID,
    ...(OIDC_CLIENT_SECRET && { clientSecret: OIDC_CLIENT_SECRET }),
    scopes: ['openid', 'email', 'profile'],
    requireIdTokenVerification: true,
  };
  return askedLater(genericOAuth({ config: [provider] }), provider);
}

/**
 * Has the provider asked for its addresses when somebody signs in there, for ten seconds at most. At the start the plugin would
 * wait without a limit, and everybody with it: a provider that is silent must not keep out who signs in with a password.
 */
function askedLater(plugin: ReturnType<typeof genericOAuth>, provider: GenericOAuthConfig): typeof plugin {
  const genericOAuthPendingDiscovery = new Map([[provider.providerId, provider]]);
  return {
    ...plugin,
    init: ({ socialProviders }) => Promise.resolve({ context: { socialProviders, genericOAuthPendingDiscovery } }),
  };
}
