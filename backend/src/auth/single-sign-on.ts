import { genericOAuth } from 'better-auth/plugins';
import type { Env } from '../env.js';

/** The name of the one provider, in addresses and in the database. */
export const PROVIDER = 'oidc';
export const SIGN_ON_PATH = '/sign-in/social';
/** As better-auth names it; its one address is `/callback/oidc`. */
export const CALLBACK_PATH = '/callback/:id';

/** Sign-on through the OpenID Connect provider that the settings name, if they do. */
export function singleSignOn({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET }: Env) {
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID) return genericOAuth({ config: [] });
  return genericOAuth({
    config: [
      {
        providerId: PROVIDER,
        discoveryUrl: `${OIDC_ISSUER.replace(/\/$/, '')}/.well-known/openid-configuration`,
        clientId: OIDC_CLIENT_ID,
        ...(OIDC_CLIENT_SECRET && { clientSecret: OIDC_CLIENT_SECRET }),
        scopes: ['openid', 'email', 'profile'],
        requireIdTokenVerification: true,
      },
    ],
  });
}
