import { Logger } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import type { SignedInRequest } from '../auth/current-user.js';
import { routeOf } from '../http/route-of.js';
import type { Metrics } from './metrics.js';

/** Asked for all the time by machines. */
const NOT_LOGGED = /^\/(health|metrics)(\/|$)/;

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
