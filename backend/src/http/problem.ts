import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { type Problem, PROBLEM_KINDS, type ProblemCode, problemType } from '@chatkit/contract';
import { ProblemException } from './problem-exception.js';
import { requestId } from './request-id.js';

/** The code of an error that brings none along. */
const CODES: Record<number, ProblemCode> = {
  400: 'bad_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'unavailable',
};

/** SQLSTATE of a text that PostgreSQL cannot hold, such as one with U+0000. */
const UNTRANSLATABLE_TEXT = new Set(['22021', '22P05']);
/** SQLSTATE of a time that there is not, such as one in a forged cursor. */
const IMPOSSIBLE_TIME = new Set(['22007', '22008', '22009']);
/** SQLSTATE of a row whose owner is gone, and the constraints that say so. */
const REFERENCE_VIOLATION = '23503';
const OWNER_CONSTRAINT = /_(user|owner)_id_fkey$/;
/** What connections to a database fail with that is away, starting or shutting down. */
const DATABASE_AWAY = new Set(['ECONNREFUSED', '57P01', '57P02', '57P03', '08000', '08001', '08003', '08006']);

/** Words any error for the caller. What is not meant for people becomes a plain 500 without a detail of its own. */
export function toProblem(error: unknown, instance?: string): Problem {
  const { status, detail, code, extra } = describe(error);
  const id = requestId();
  return {
    ...problemOf(code, detail),
    status,
    ...(instance && { instance }),
    ...(id && { requestId: id }),
    ...extra,
  };
}

/** A problem with the status of its kind. */
export function problemOf(code: ProblemCode, detail: string): Problem {
  const status = PROBLEM_KINDS[code].status ?? 500;
  return { type: problemType(code), title: STATUS_CODES[status] ?? 'Error', status, code, detail };
}

function describe(error: unknown) {
  if (error instanceof ProblemException)
    return { status: error.getStatus(), detail: error.detail, code: error.code, extra: error.extra };
  const { status, detail } = statusAndDetail(error);
  return { status, detail, code: CODES[status] ?? (status < 500 ? 'bad_request' : 'internal'), extra: {} };
}

function statusAndDetail(error: unknown): { status: number; detail: string } {
  const { code = '', constraint = '' } = error as { code?: string; constraint?: string };
  if (error instanceof HttpException) return { status: error.getStatus(), detail: error.message };
  if (isBodyError(error)) return { status: error.status, detail: bodyErrorDetail(error) };
  if (UNTRANSLATABLE_TEXT.has(code))
    return { status: 400, detail: 'The text holds a character that cannot be stored, such as U+0000.' };
  if (code === REFERENCE_VIOLATION && OWNER_CONSTRAINT.test(constraint))
    return { status: 401, detail: 'This account has been deleted.' };
  if (IMPOSSIBLE_TIME.has(code)) return { status: 400, detail: 'The request names a time that does not exist.' };
  if (DATABASE_AWAY.has(code)) return { status: 503, detail: 'The database does not answer. Try again soon.' };
  return { status: 500, detail: 'Something went wrong on our side. Nothing you sent has been lost; try again.' };
}

/** What Express' body parsers throw; a broken compression has no type. */
interface BodyError {
  status: number;
  type?: string;
  message: string;
}

function isBodyError(error: unknown): error is BodyError {
  const { status, type, expose } = error as Partial<BodyError> & { expose?: boolean };
  return typeof status === 'number' && status >= 400 && status < 500 && (typeof type === 'string' || expose === true);
}

function bodyErrorDetail({ type, message }: BodyError): string {
  if (type === 'entity.too.large') return 'The request body is too large.';
  if (type === 'entity.parse.failed') return 'The request body is not valid JSON.';
  return message;
}
