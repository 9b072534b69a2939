import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { ZodType } from 'zod';

interface RouteDescription {
  /** What the route does, in a few words. */
  summary: string;
  description?: string;
  /** The body of a 200. */
  ok?: ZodType;
  /** The body of a 201. */
  created?: ZodType;
  /** The body of a 202. */
  accepted?: ZodType;
  /** The route can answer with server-sent events: those of a turn, or such as in this example. */
  streams?: true | string;
  /** The body of a 200 can be Markdown as well. */
  markdown?: true;
  /** The route answers 204 without a body. */
  noContent?: true;
  /** Statuses of the errors that it can answer with. */
  errors?: readonly number[];
  /** Open to everyone. */
  isPublic?: true;
}

const MEANING: Record<number, string> = {
  400: 'The request is not valid.',
  401: 'Nobody is signed in, or the API key is not valid.',
  403: 'Not allowed for this user, or not with this API key.',
  404: 'There is no such thing, or it is someone else’s.',
  409: 'It conflicts with what is there.',
  413: 'Too large.',
  415: 'Of a type that cannot be read.',
  422: 'Understood, but it cannot be done as asked.',
  429: 'Too many requests.',
  503: 'Not now; try again later.',
};

/** Describes an error that a route can answer with. */
export const ApiProblem = (status: number): MethodDecorator =>
  ApiResponse({ status, description: MEANING[status] ?? '', content: problemContent });

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

const STREAM_EXAMPLE = `id: 1.0
event: turn
data: {"type":"turn","thread":{...},"userMessage":{...},"message":{...}}

id: 1.0
event: sources
data: {"type":"sources","sources":[{"n":1,"title":"Getting started","quote":"..."}]}

id: 1.19
event: delta
data: {"type":"delta","text":"Run \`npm start\` [1]."}

id: 1.19
event: message
data: {"type":"message","message":{...}}

id: 1.19
event: end
data: {"type":"end","status":"complete"}
`;

function okContent({ ok, streams, markdown }: RouteDescription) {
  const id = ok?.meta()?.id;
  return {
    ...(id && { 'application/json': { schema: { $ref: `#/components/schemas/${id}` } } }),
    ...(markdown && { 'text/markdown': { schema: { type: 'string' } } }),
    ...(streams && {
      'text/event-stream': { schema: { type: 'string' }, example: streams === true ? STREAM_EXAMPLE : streams },
    }),
  };
}

/** Describes a route for Swagger, with its answers and its errors as problem+json. */
export function ApiRoute(route: RouteDescription): MethodDecorator {
  const errors = [...new Set([...(route.isPublic ? [] : [401, 403]), ...(route.errors ?? [])])];
  return applyDecorators(
    ApiOperation({ summary: route.summary, ...(route.description && { description: route.description }) }),
    ...(route.isPublic ? [] : [ApiCookieAuth(), ApiBearerAuth()]),
    ...(route.ok || route.streams
      ? [ApiResponse({ status: 200, description: 'Done.', content: okContent(route) })]
      : []),
    ...(route.created ? [ApiResponse({ status: 201, description: 'Made.', standardSchema: route.created })] : []),
    ...(route.accepted ? [ApiResponse({ status: 202, description: 'Begun.', standardSchema: route.accepted })] : []),
    ...(route.noContent ? [ApiResponse({ status: 204, description: 'Done.' })] : []),
    ...errors.map(ApiProblem),
  );
}
