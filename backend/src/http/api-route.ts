import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth, ApiExtension, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { ProblemCode } from '@chatkit/contract';
import type { ZodType } from 'zod';

interface RouteDescription {
  /** What generated clients call it. It never changes. */
  operationId: string;
  /** What the route does, in a few words. */
  summary: string;
  description?: string;
  /** The body of a 200. */
  ok?: ZodType;
  /** The body of a 201. */
  created?: ZodType;
  /** The body of a 202. */
  accepted?: ZodType;
  /** The route can answer with server-sent events of this kind. */
  streams?: { event: ZodType; example: string };
  /** The body of a 200 can be text as well: an example for each media type. */
  text?: Record<string, string>;
  /** The body is sent while it is read, so no `ETag` can name it. */
  untagged?: true;
  /** The route answers 204 without a body. */
  noContent?: true;
  /** Problems of its own. Those that come with a body, a parameter, or the need to be signed in are added to them. */
  errors?: readonly ProblemCode[];
  /** Open to everyone. */
  isPublic?: true;
  /** For programs alone: no session reaches it. */
  keyOnly?: true;
}

type Content = Record<string, { schema: object; example: unknown }>;

function jsonContent(schema: ZodType | undefined): Content {
  const { id, example } = schema?.meta() ?? {};
  return id ? { 'application/json': { schema: { $ref: `#/components/schemas/${id}` }, example } } : {};
}

function textContent({ text = {}, streams }: RouteDescription): Content {
  const content: Content = {};
  for (const [type, example] of Object.entries(text)) content[type] = { schema: { type: 'string' }, example };
  if (streams) content['text/event-stream'] = streamContent(streams);
  return content;
}

/** `contentSchema` is of JSON Schema: what the data of each event is. */
function streamContent({ event, example }: NonNullable<RouteDescription['streams']>) {
  const contentSchema = { $ref: `#/components/schemas/${event.meta()?.id}` };
  return { schema: { type: 'string' as const, contentMediaType: 'text/event-stream', contentSchema }, example };
}

/** Describes a route for Swagger, with its answers and its errors as problem+json. */
export function ApiRoute(route: RouteDescription): MethodDecorator {
  const { operationId, summary, description, ok, created, accepted, noContent, isPublic } = route;
  const texts = textContent(route);
  const answers = [
    (ok ?? Object.keys(texts).length) && {
      status: 200,
      description: 'Done.',
      content: { ...jsonContent(ok), ...texts },
    },
    created && { status: 201, description: 'Made.', content: jsonContent(created) },
    accepted && { status: 202, description: 'Begun.', content: jsonContent(accepted) },
    noContent && { status: 204, description: 'Done.' },
  ].filter((answer) => typeof answer === 'object');
  return applyDecorators(
    ApiOperation({ operationId, summary, ...(description && { description }) }),
    ...(isPublic || route.keyOnly ? [] : [ApiCookieAuth(), ApiBearerAuth()]),
    ...answers.map((answer) => ApiResponse(answer)),
    ApiExtension('x-problems', route.errors ?? []), // until `describeProblems` words them,
    ...(route.untagged ? [ApiExtension('x-untagged', true)] : []), // until `describeHeaders` has read it
  );
}
