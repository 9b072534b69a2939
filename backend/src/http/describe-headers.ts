import type { OpenAPIObject } from '@nestjs/swagger';
import type { Operation } from './describe-problems.js';

type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;

/** Headers of answers, for `components.headers`. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'The id of the request: yours, if you sent a well-formed one.',
    schema: { type: 'string' },
    example: '3f9a6d0e-52c4-4b7e-8a1d-9c0b1f2e3d4a',
  },
  ETag: {
    description: 'Names the state: for `If-None-Match` when reading again, for `If-Match` when changing or deleting.',
    schema: { type: 'string' },
    example: '"q7DXzqv0bN1TRzjL2c4kWw"',
  },
  'Idempotency-Replayed': {
    description: '`true` where the `Idempotency-Key` was sent before: this is what it made then.',
    schema: { type: 'string', enum: ['true'] },
    example: 'true',
  },
  'Retry-After': {
    description: 'After how many seconds to try again.',
    schema: { type: 'integer' },
    example: 10,
  },
  'RateLimit-Limit': {
    description:
      'Where a key was sent: how many requests it may send in one window of time. With `quota_exceeded`: what a day holds.',
    schema: { type: 'integer' },
    example: 300,
  },
  'RateLimit-Remaining': {
    description: 'Where a key was sent: how many requests are left.',
    schema: { type: 'integer' },
    example: 299,
  },
  'RateLimit-Reset': {
    description: 'Where a key was sent: in how many seconds the next window begins.',
    schema: { type: 'integer' },
    example: 42,
  },
} satisfies Headers;

/** The answers that tell the state of what was read or changed. */
const TAGGED = new Set([200, 304, 412]);

type HeaderName = keyof typeof HEADERS;

/** Names the headers of every answer of an operation, and the answer to a reader who has the state already. */
export function describeHeaders(operation: Operation, { reads }: { reads: boolean }): void {
  const done = operation.responses['200'];
  const isJson = done && 'content' in done && Object.keys(done.content ?? {}).includes('application/json');
  const extended: Operation & { 'x-untagged'?: true } = operation;
  const readsState = reads && Boolean(isJson) && !extended['x-untagged'];
  delete extended['x-untagged'];
  const hasTag = readsState || Boolean(operation.responses['412']);
  if (readsState) operation.responses['304'] = { description: 'It is still as `If-None-Match` says.' };
  const hasKey = operation.parameters?.some((one) => 'in' in one && one.name === 'Idempotency-Key') ?? false;
  const forKeys = operation.security?.some((requirement) => 'key' in requirement) ?? false;
  for (const [status, response] of Object.entries(operation.responses))
    if (response && !('$ref' in response)) response.headers = headersOf(Number(status), { forKeys, hasTag, hasKey });
}

interface Traits {
  /** API keys reach it. */
  forKeys: boolean;
  hasTag: boolean;
  /** It takes an `Idempotency-Key`. */
  hasKey: boolean;
}

function headersOf(status: number, { forKeys, hasTag, hasKey }: Traits): Headers {
  const names: HeaderName[] = [
    'X-Request-Id',
    ...(hasTag && TAGGED.has(status) ? (['ETag'] as const) : []),
    ...(hasKey && status < 300 ? (['Idempotency-Replayed'] as const) : []),
    ...(status === 429 || status === 503 ? (['Retry-After'] as const) : []),
    ...(forKeys && status !== 401 ? (['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'] as const) : []),
  ];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
