import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';

const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** Whether the body of a request is JSON for a route: that of another method means nothing, and is not read. */
export const isJsonBody = (request: IncomingMessage): boolean =>
  WITH_BODY.has(request.method ?? '') && Boolean((request as Request).is('json'));
