import type { IncomingHttpHeaders } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { toNodeHandler } from 'better-auth/node';
import { json, type NextFunction, type Request, type Response, urlencoded } from 'express';
import type { ZodType } from 'zod';
import { Database } from '../database/database.js';
import { toProblem } from '../http/problem.js';
import { AUTH_ROUTES } from './auth-routes-in-use.js';
import { requirePassword } from './account-password.js';
import { AUTH, type Auth, DELETE_PATH, SIGN_UP_PATH } from './auth.js';
import { CALLER_ADDRESS_HEADER } from './caller-address.js';
import { keyIn } from './key-header.js';
import { Sessions } from './sessions.js';
import { SignUpPolicy } from './sign-up-policy.js';

const BODY_LIMIT = '20kb';

/** Mounts the routes of better-auth that are in use at `/api/auth`. It reads the body itself, so this comes before any body parser. */
export function mountAuthRoutes(app: NestExpressApplication): void {
  const auth = app.get<Auth>(AUTH);
  const handle = toNodeHandler(async (request: globalThis.Request) => withRetryAfter(await auth.handler(request)));
  const policy = app.get(SignUpPolicy);
  const sessions = app.get(Sessions);
  const database = app.get(Database);
  const server = app.getHttpAdapter().getInstance();

  server.all('/api/auth/*splat', refuseKeys);
  const answer = async (request: Request, response: Response) => {
    request.headers[CALLER_ADDRESS_HEADER] = request.ip ?? 'unknown';
    forgetFetchMode(request.headers);
    await handle(request, response);
    sessions.forget(request.headers);
  };
  // The whole body is read first: better-auth answers a broken one with 500, and nobody can hold the lock by sending slowly.
  const readBody = [json({ limit: BODY_LIMIT }), urlencoded({ extended: false, limit: BODY_LIMIT })];
  server.post(`/api/auth${SIGN_UP_PATH}`, readBody, async (request: Request, response: Response) => {
    // Two who sign up at once must not both become the administrator, nor share one invitation.
    const alone = request.body !== undefined && (await policy.isOnePerson());
    await (alone ? database.exclusively(() => answer(request, response)) : answer(request, response));
  });
  server.post(`/api/auth${DELETE_PATH}`, readBody, requirePassword(auth, sessions));
  for (const { method, path, body } of AUTH_ROUTES)
    server[method](`/api/auth${path}`, readBody, checkBody(body), answer);
  server.use('/api/auth', refuseBody);
}

/** better-auth tells in a header of its own when to try again, which no program but its own client reads. */
function withRetryAfter(answer: globalThis.Response): globalThis.Response {
  const seconds = answer.headers.get('x-retry-after');
  if (seconds !== null) answer.headers.set('retry-after', seconds);
  return answer;
}

/** Accounts and sessions are for people: whoever holds a key must not get a session from it, nor use one beside it. */
function refuseKeys({ headers }: Request, response: Response, next: NextFunction): void {
  if (keyIn(headers) === undefined) next();
  else response.status(401).json({ code: 'SESSION_REQUIRED', message: 'API keys do not work here. Sign in instead.' });
}

const NULL_CHARACTER = { path: [], message: 'The text holds U+0000, which cannot be stored.' };
const holdsNull = (body: unknown): boolean => JSON.stringify(body ?? null).includes(String.raw`\u0000`);

/** Refuses a body of other types than the route takes: better-auth hands some on to the database, and fails. */
function checkBody(schema: ZodType | undefined) {
  return ({ body }: Request, response: Response, next: NextFunction): void => {
    const issue = schema?.safeParse(body).error?.issues[0] ?? (holdsNull(body) ? NULL_CHARACTER : undefined);
    if (!issue) return next();
    const message = [issue.path.join('.'), issue.message].filter(Boolean).join(': ');
    response.status(400).json({ code: 'VALIDATION_ERROR', message });
  };
}

/** A body that cannot be read, in the form of better-auth's errors. */
function refuseBody(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  const { status, code, detail } = toProblem(error);
  if (status < 500) response.status(status).json({ code: code.toUpperCase(), message: detail });
  else next(error);
}

/**
 * Programs that use `fetch` say how they fetch but have no origin to name, and would be taken for a hostile page. A browser
 * always names one in such requests.
 */
function forgetFetchMode(headers: IncomingHttpHeaders): void {
  if (!headers.origin && !headers.cookie) delete headers['sec-fetch-mode'];
}
