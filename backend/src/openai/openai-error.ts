import { HttpException } from '@nestjs/common';
import type { MessageError, OpenAiError, Problem, ProblemCode } from '@chatkit/contract';
import { ProblemException } from '../http/problem-exception.js';
import type { ErrorDialect } from '../http/problem.filter.js';
import { toProblem } from '../http/problem.js';

const STATUSES: Partial<Record<ProblemCode, number>> = {
  model_rate_limited: 429,
  model_refused: 502,
  model_interrupted: 502,
  model_unavailable: 503,
  interrupted: 503,
  model_timeout: 504,
};

/** An answer failed, and nobody has been told of it yet. */
export class AnswerFailed extends HttpException {
  constructor(readonly reason: MessageError) {
    super(reason.detail, STATUSES[reason.code] ?? 500);
  }
}

/** Below `/v1` errors have OpenAI's shape, so that its clients throw their own kinds of error. */
export const openAiErrors: ErrorDialect = {
  path: /^\/v1(\/|$)/,
  send: (error, response) => {
    // What is worth another try was tried again here, and a new day is too long to wait for.
    if (error instanceof AnswerFailed || isQuota(error)) response.set('x-should-retry', 'false');
    response.json(toOpenAiError(error));
  },
};

const isQuota = (error: unknown): boolean => error instanceof ProblemException && error.code === 'quota_exceeded';

/** Words any error for a caller below `/v1`. */
export function toOpenAiError(error: unknown): OpenAiError {
  const problem = toProblem(error);
  return shapeOf(error instanceof AnswerFailed ? { ...problem, code: error.reason.code } : problem);
}

/** A problem in OpenAI's shape. */
export function shapeOf({ status, code, detail, errors }: Problem): OpenAiError {
  const path = errors?.[0]?.path ?? '';
  return { error: { message: detail, type: typeOf(status, code), param: path === '' ? null : path, code } };
}

function typeOf(status: number, code: ProblemCode): OpenAiError['error']['type'] {
  if (code === 'quota_exceeded') return 'insufficient_quota';
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}
