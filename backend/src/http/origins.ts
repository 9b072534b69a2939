import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ForbiddenException } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Env } from '../env.js';
import { HEADERS } from './describe-headers.js';

/** What a program in a page may read of an answer, beside its body. */
const EXPOSED_HEADERS = [
  ...Object.keys(HEADERS),
  'Content-Disposition',
  'Set-Auth-Token',
  'WWW-Authenticate',
  'X-Should-Retry',
];
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of the allowed origins call the API with a visitor's cookie, and those that embed the chat without it; those of all
 * others get no CORS header.
 */
export function allowOrigins(app: NestExpressApplication, { ALLOWED_ORIGINS, EMBED_ORIGINS }: Env): void {
  const origin = [...ALLOWED_ORIGINS, ...EMBED_ORIGINS];
  if (origin.length === 0) return;
  const options = { origin, exposedHeaders: EXPOSED_HEADERS, maxAge: PREFLIGHT_SECONDS };
  app.enableCors(({ headers }: IncomingMessage, decide) =>
    decide(null, { ...options, credentials: ALLOWED_ORIGINS.includes(headers.origin ?? '') }),
  );
}

/** Takes the caller's address from `X-Forwarded-For` where the proxies that are named have written it, and nowhere else. */
export function trustProxies(app: NestExpressApplication, { TRUSTED_PROXIES: proxies }: Env): void {
  app.set('trust proxy', proxies.length > 0 && proxies);
}

/** Throws a 403 for what the page of another site sends. Programs name no `Origin`. */
export function requireKnownOrigin({ origin, host }: IncomingHttpHeaders, env: Env): void {
  if (origin && !mayChange(env, origin, host))
    throw new ForbiddenException('This request comes from the page of another site.');
}

/** Whether a request of a page at `origin` may change something: the page is ChatKit's own, or of an allowed origin. */
export function mayChange(env: Env, origin: string, host: string | undefined): boolean {
  return env.ALLOWED_ORIGINS.includes(origin) || isOwn(env, origin, host);
}

/** Whether a page of this origin has sent the request. Browsers name the origin of a page but where it is the server's own. */
export function comesFrom(origin: string, { origin: named, host }: IncomingHttpHeaders, env: Env): boolean {
  return named === undefined ? isOwn(env, origin, host) : named === origin;
}

function isOwn({ BETTER_AUTH_URL }: Env, origin: string, host: string | undefined): boolean {
  if (BETTER_AUTH_URL && new URL(BETTER_AUTH_URL).origin === origin) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
