import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

const HEADER = 'x-request-id';
/** What can stand in a log line and in a header as it is. */
const WELL_FORMED = /^[\w.:~+/=-]{1,128}$/;

const ids = new AsyncLocalStorage<string>();

/** Names the request: as the caller does, or by a new id. The answer, its problem and the lines of the log carry it. */
export function nameRequest(request: Request, response: Response, next: NextFunction): void {
  const given = request.get(HEADER);
  const id = given && WELL_FORMED.test(given) ? given : randomUUID();
  response.setHeader(HEADER, id);
  ids.run(id, next);
}

/** The id of the request that this is done for; undefined where there is none. */
export const requestId = (): string | undefined => ids.getStore();
