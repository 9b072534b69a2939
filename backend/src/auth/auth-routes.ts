import type { NestExpressApplication } from '@nestjs/platform-express';
import { toNodeHandler } from 'better-auth/node';
import type { Request, Response } from 'express';
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

  app.getHttpAdapter().all('/api/auth/*splat', async (request: Request, response: Response) => {
    request.headers[CALLER_ADDRESS_HEADER] = request.socket.remoteAddress ?? 'unknown';
    sessions.forget(request.headers);
    const first = request.path.endsWith('/sign-up/email') && (await policy.awaitsFirst());
    // Two people who sign up first at once must not both become administrators.
    await (first ? database.exclusively(() => handle(request, response)) : handle(request, response));
  });
}
