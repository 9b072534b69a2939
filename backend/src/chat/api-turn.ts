import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiProduces } from '@nestjs/swagger';
import { type ProblemCode, turnSchema } from '@chatkit/contract';
import { ApiRoute } from '../http/api-route.js';
import { ApiIdempotencyKey } from '../http/idempotency-key.js';
import { TURN_STREAM } from './turn-stream.js';

/** Describes a route that answers with a turn: as JSON once it has ended, or as a stream while it is written. */
export function ApiTurn(route: {
  operationId: string;
  summary: string;
  description: string;
  errors: readonly ProblemCode[];
}): MethodDecorator {
  return applyDecorators(
    ApiRoute({
      ...route,
      description:
        `${route.description}\n\nWith \`Accept: application/json\` it answers when the turn has ended, whatever its outcome: look at ` +
        '`message.status`. With `Accept: text/event-stream` it streams; see the guide on the API for the frames. ' +
        '`Prefer: respond-async` answers 202 at once. The turn goes on when the connection is lost.',
      created: turnSchema,
      ok: turnSchema,
      accepted: turnSchema,
      streams: TURN_STREAM,
    }),
    ApiProduces('application/json', 'text/event-stream'),
    ApiIdempotencyKey('turn'),
    ApiHeader({ name: 'Prefer', required: false, description: '`respond-async` answers before the turn has ended.' }),
  );
}
