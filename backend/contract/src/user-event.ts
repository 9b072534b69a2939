import { z } from 'zod';
import { documentProgressSchema, documentStatusSchema } from './document.js';

const threadId = z.uuid();
const messageId = z.uuid().meta({ description: 'The answer.' });

/**
 * One frame of `GET /api/events`: what changed in the user's threads, and in the documents that the user may see.
 * It names only ids and states: read what it names where you show it. Nothing is sent again: after each `ready`, read the
 * lists anew.
 */
export const userEventSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('ready') }),
    z.object({ type: z.literal('thread_created'), threadId }),
    z.object({ type: z.literal('thread_changed'), threadId }),
    z.object({ type: z.literal('thread_deleted'), threadId }),
    z.object({ type: z.literal('thread_restored'), threadId }),
    z.object({ type: z.literal('branch_selected'), threadId }),
    z.object({ type: z.literal('turn_started'), threadId, messageId }),
    z.object({ type: z.literal('turn_ended'), threadId, messageId }),
    z.object({ type: z.literal('document_deleted'), documentId: z.uuid() }),
    z.object({
      type: z.literal('document'),
      documentId: z.uuid(),
      status: documentStatusSchema,
      progress: documentProgressSchema.nullable(),
    }),
  ])
  .meta({ id: 'UserEvent', example: { type: 'thread_created', threadId: '5f0c2b1e-6a54-4a0e-9c55-3b1f6e0c9a11' } });
export type UserEvent = z.infer<typeof userEventSchema>;
