import { Logger } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import type { SignedInRequest } from '../auth/current-user.js';
import type { Metrics } from './metrics.js';

/** Asked for all the time by machines. */
const NOT_LOGGED = /^\/(health|metrics)(\/|$)/;
const API = /^\/(api|v1|mcp)(\/|$)/;
const UNKNOWN_ROUTE = 'none';

/** Counts and times every request that a route of the API answers, and logs it in a line when it has ended. */
export function watchRequests(metrics: Metrics) {
  const logger = new Logger('Request');
  return (request: Request, response: Response, next: NextFunction): void => {
    const begun = performance.now();
    response.once('close', () => {
      const route = routeOf(request);
      if (route === undefined) return;
      const milliseconds = performance.now() - begun;
      metrics.requestEnded(request.method, route, response.statusCode, milliseconds / 1_000);
      if (NOT_LOGGED.test(request.path)) return;
      logger.log({
        message: `${request.method} ${route} ${response.statusCode}`,
        requestId: response.getHeader('x-request-id'),
        userId: (request as Partial<SignedInRequest>).user?.id,
        path: request.path,
        milliseconds: Math.round(milliseconds),
        leftEarly: !response.writableFinished,
      });
    });
    next();
  };
}

/** The pattern that the request met; undefined for pages and files. better-auth has its own router behind one pattern. */
function routeOf({ route, path, baseUrl }: Request): string | undefined {
  if (path.startsWith('/api/auth/')) return '/api/auth';
  const pattern = (route as { path?: unknown } | undefined)?.path;
  if (typeof pattern === 'string' && !pattern.includes('*')) return `${baseUrl}${pattern}`;
  return API.test(path) ? UNKNOWN_ROUTE : undefined;
}
