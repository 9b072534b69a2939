import { PROBLEM_KINDS, type ProblemCode } from '@chatkit/contract';
import type { OpenAPIObject } from '@nestjs/swagger';
import { problemOf } from './problem.js';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];

/** Methods whose body is read. */
const WITH_BODY = new Set(['post', 'put', 'patch']);

/** Gives an operation a response for each status that it can fail with, and in it an example for each code. */
export function describeProblems(method: string, operation: Operation): void {
  const extended: Operation & { 'x-problems'?: ProblemCode[] } = operation;
  const own = extended['x-problems'];
  if (!own) return; // it answers in another form
  delete extended['x-problems'];
  Object.assign(operation.responses, responses([...own, ...problemsOfAll(method, operation)]));
}

/** One example per kind of problem, for `components.examples`. */
export function problemExamples() {
  const kinds = Object.entries(PROBLEM_KINDS).filter(([, { status }]) => status !== null);
  return Object.fromEntries(
    kinds.map(([code, { meaning }]) => [
      code,
      {
        summary: meaning,
        value: {
          ...problemOf(code as ProblemCode, meaning),
          instance: '/api/chat/threads/5f0c2b1e-6a54-4a0e-9c55-3b1f6e0c9a11',
          requestId: '3f9a6d0e-52c4-4b7e-8a1d-9c0b1f2e3d4a',
          ...(code === 'turn_running' && { messageId: '1d9b7c64-8a0e-4f3e-a1a5-7e5f3c2b1a90' }),
          ...(code === 'bad_request' && {
            errors: [{ path: 'limit', message: 'Too big: expected number to be <=100' }],
          }),
        },
      },
    ]),
  );
}

/** What comes with a body, a parameter, and the need to be signed in. */
function problemsOfAll(method: string, { security = [], parameters = [] }: Operation): ProblemCode[] {
  const withBody = WITH_BODY.has(method);
  const signedIn = security.some((requirement) => 'cookie' in requirement || 'key' in requirement);
  const forKeys = security.some((requirement) => 'key' in requirement);
  return [
    ...(parameters.length || withBody ? (['bad_request'] as const) : []),
    ...(withBody ? (['payload_too_large', 'unsupported_media_type'] as const) : []),
    ...(signedIn ? (['unauthenticated', 'unavailable', 'rate_limited'] as const) : []),
    ...(signedIn && method !== 'get' ? (['forbidden'] as const) : []),
    ...(signedIn ? ([forKeys ? 'insufficient_scope' : 'session_required'] as const) : []),
    'internal',
  ];
}

function responses(codes: readonly ProblemCode[]): Responses {
  const byStatus = Map.groupBy(new Set(codes), (code) => PROBLEM_KINDS[code].status);
  return Object.fromEntries([...byStatus].map(([status, codes]) => [String(status), response(codes)]));
}

function response(codes: readonly ProblemCode[]): Responses[string] {
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEM_KINDS[code].meaning}`).join('\n\n'),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}
