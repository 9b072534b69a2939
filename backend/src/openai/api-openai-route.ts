import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { openAiErrorSchema } from '@chatkit/contract';
import type { ZodType } from 'zod';

interface OpenAiRoute {
  operationId: string;
  summary: string;
  description: string;
  ok: ZodType;
  streams?: string;
  errors: readonly number[];
}

const jsonOf = (schema: ZodType) => {
  const { id = '', example } = schema.meta() ?? {};
  return { 'application/json': { schema: { $ref: `#/components/schemas/${id}` }, example } };
};

/** Describes a route below `/v1`, whose errors have OpenAI's shape. */
export function ApiOpenAiRoute({ ok, streams, errors, ...operation }: OpenAiRoute): MethodDecorator {
  const stream = streams && { 'text/event-stream': { schema: { type: 'string' as const }, example: streams } };
  return applyDecorators(
    ApiOperation(operation),
    ApiCookieAuth(),
    ApiBearerAuth(),
    ApiResponse({
      status: 200,
      description: 'Done.',
      content: { ...jsonOf(ok), ...stream },
    }),
    ...[401, 403, 429, 500, 503, ...errors].map((status) =>
      ApiResponse({ status, description: 'An error in OpenAI’s shape.', content: jsonOf(openAiErrorSchema) }),
    ),
  );
}
