import { z } from 'zod';
import { citationSchema } from './citation.js';
import { messageSchema, messageStatusSchema, turnSchema } from './message.js';
import { problemSchema } from './problem.js';

/** What the turn is doing before its first word. */
export const stepCodeSchema = z.enum(['retrieving', 'generating']);

/**
 * One frame of an answer's stream. On the wire: `event:` carries the type, `data:` this object as JSON, and `id:` the
 * position `attempt.offset`, to be sent back as `Last-Event-ID`. A stream that closes without `end` was interrupted.
 * Folding all frames (`restart` clears the text and the sources, `delta` appends, `message` replaces) gives the stored message.
 */
export const chatEventSchema = z
  .discriminatedUnion('type', [
    turnSchema.extend({ type: z.literal('turn') }),
    z.object({
      type: z.literal('step'),
      code: stepCodeSchema,
      counts: z.object({ documents: z.int().optional(), passages: z.int().optional() }),
    }),
    z.object({ type: z.literal('sources'), sources: z.array(citationSchema) }),
    z.object({ type: z.literal('delta'), text: z.string() }),
    z.object({ type: z.literal('restart') }),
    z.object({ type: z.literal('message'), message: messageSchema }),
    z.object({ type: z.literal('error'), problem: problemSchema }),
    z.object({ type: z.literal('end'), status: messageStatusSchema }),
  ])
  .meta({ id: 'ChatEvent', example: { type: 'delta', text: 'Run `npm start` [1].' } });
export type ChatEvent = z.infer<typeof chatEventSchema>;
