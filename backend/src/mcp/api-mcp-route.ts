import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiCookieAuth, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { mcpErrorSchema, mcpMessageSchema } from '@chatkit/contract';

const REFUSALS = {
  400: 'No message that can be understood.',
  401: 'Nobody is signed in, or the API key is not valid.',
  403: 'Not with this API key, or not from the page of another site.',
  406: 'The caller does not take both JSON and streams.',
  413: 'Too large.',
  415: 'No JSON.',
  429: 'Too many requests.',
  500: 'Something went wrong on our side.',
  503: 'Not at the moment.',
};

const STREAM_EXAMPLE = `event: message
data: {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"search_knowledge", ...}]}}
`;

const message = { $ref: `#/components/schemas/${mcpMessageSchema.meta()?.id}` };
const error = { $ref: `#/components/schemas/${mcpErrorSchema.meta()?.id}` };

/** Describes the one route of the protocol, whose errors are JSON-RPC's. */
export function ApiMcpRoute(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'callMcp',
      summary: 'Speak the Model Context Protocol',
      description:
        'Streamable HTTP without sessions. The tools `search_knowledge`, `ask` and `read_document` need an API key with the scope ' +
        '`search`, `chat` and `documents:read`, in this order.',
    }),
    ApiCookieAuth(),
    ApiBearerAuth(),
    ApiBody({ schema: message }),
    ApiResponse({
      status: 200,
      description: 'The answer, and before it its progress.',
      content: { 'text/event-stream': { schema: { type: 'string' }, example: STREAM_EXAMPLE } },
    }),
    ApiResponse({ status: 202, description: 'A notification was taken.' }),
    ...Object.entries(REFUSALS).map(([status, description]) =>
      ApiResponse({
        status: Number(status),
        description,
        content: { 'application/json': { schema: error, example: mcpErrorSchema.meta()?.['example'] } },
      }),
    ),
  );
}
