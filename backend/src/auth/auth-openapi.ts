import type { OpenAPIObject } from '@nestjs/swagger';
import { authErrorSchema } from '@chatkit/contract';
import type { ZodType } from 'zod';
import { AUTH_ROUTES, type AuthRoute } from './auth-routes-in-use.js';

const ERRORS: Record<number, string> = {
  400: 'The request is malformed, or cannot be done.',
  401: 'Nobody is signed in, the password is wrong, or an API key was sent. The body may be empty.',
  403: 'Not allowed for this user, or the request comes from the page of another site.',
  404: 'There is no such thing.',
  409: 'It would leave nobody who can administer.',
  413: 'The body is too large.',
  415: 'The body is no JSON.',
  422: 'Understood, but it cannot be done as asked.',
  429: 'Too many requests from one address; `Retry-After` says for how many seconds.',
  500: 'Something went wrong.',
};

/** The routes of better-auth that are open, as operations of our description. */
export function describeAuthRoutes(): OpenAPIObject['paths'] {
  return Object.fromEntries(
    AUTH_ROUTES.map((route) => [`/api/auth${route.path}`, { [route.method]: toOperation(route) }]),
  );
}

function toOperation({ operationId, summary, access, query = [], body, answer }: AuthRoute) {
  const description = access === 'admin' ? 'Administrators only.' : undefined;
  return {
    operationId,
    summary,
    ...(description && { description }),
    tags: [access === 'admin' ? 'Administration' : 'Accounts'],
    security: access === 'public' ? [] : [{ cookie: [] }, { bearer: [] }],
    parameters: query.map(({ name, description, schema }) => ({
      name,
      in: 'query',
      required: false,
      description,
      schema,
    })),
    ...(body && { requestBody: { required: true, content: json(body) } }),
    responses: {
      ...(answer
        ? { 200: { description: 'Done.', content: json(answer) } }
        : { 302: { description: 'To the page that was asked for, or to the sign-in page with an `error`.' } }),
      ...Object.fromEntries(
        Object.entries(ERRORS).map(([status, description]) => [
          status,
          { description, content: json(authErrorSchema) },
        ]),
      ),
    },
  };
}

function json(schema: ZodType) {
  const { id, example } = schema.meta() ?? {};
  return { 'application/json': { schema: { $ref: `#/components/schemas/${id}` }, example } };
}
