import type { IncomingHttpHeaders } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { toNodeHandler } from 'better-auth/node';
import { Database } from '../database/database.js';
import { AUTH, type Auth, CALLER_ADDRESS_HEADER } from './auth.js';
import { Sessions } from './sessions.js';
import { SignUpPolicy } from './sign-up-policy.js';

/** Mounts better-auth at `/api/auth`. It reads the body itself, so this comes before any body parser. */
export function mountAuthRoutes(app: NestExpressApplication): void {
  const handle = toNodeHandler(app.get<Auth>(AUTH));
  const policy = app.get(SignUpPolicy);
  const sessions = app.get(Sessions);
  const database = app.get(Database);

  const server = app.getHttpAdapter().getInstance();
  server.all('/api/auth/*splat', async (request, response) => {
    request.headers[CALLER_ADDRESS_HEADER] = request.socket.remoteAddress ?? 'unknown';
    forgetFetchMode(request.headers);
    sessions.forget(request.headers);
    const alone = request.path.endsWith('/sign-up/email') && (await policy.isOnePerson());
    // Two who sign up at once must not both become the administrator, nor share one invitation.
    await (alone ? database.exclusively(() => handle(request, response)) : handle(request, response));
  });
}

/**
 * Programs that use `fetch` say how they fetch but have no origin to name, and would be taken for a hostile page. A browser
 * always names one in such requests.
 */
function forgetFetchMode(headers: IncomingHttpHeaders): void {
  if (!headers.origin && !headers.cookie) delete headers['sec-fetch-mode'];
}
