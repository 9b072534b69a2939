import { z } from 'zod';
import { citationSchema } from './citation.js';
import { collectionSchema } from './document.js';
import { exampleOf } from './example.js';
import { feedbackSchema } from './feedback.js';
import { nextCursorSchema, pageQuerySchema } from './page.js';
import { problemCodeSchema } from './problem-code.js';
import { threadSchema } from './thread.js';

/** The longest question, in bytes of UTF-8. Longer is 413. */
export const MAX_CONTENT_BYTES = 32_768;

export const messageStatusSchema = z.enum(['generating', 'complete', 'no_answer', 'stopped', 'failed']).meta({
  id: 'MessageStatus',
  description: 'A question is always `complete`. An answer starts as `generating`; the other four are final.',
});
export type MessageStatus = z.infer<typeof messageStatusSchema>;

/** Why an answer failed, and whether asking again can help. */
export const messageErrorSchema = z
  .object({ code: problemCodeSchema, detail: z.string(), retryable: z.boolean() })
  .meta({ id: 'MessageError' });
export type MessageError = z.infer<typeof messageErrorSchema>;

/** The messages that answer, or ask, the same place of a thread: by retry, regenerate or edit. Oldest first. */
export const siblingsSchema = z
  .object({
    index: z.int().nonnegative().meta({ description: 'The place of this message among them, from 0.' }),
    count: z.int().positive(),
    ids: z.array(z.uuid()).min(1),
  })
  .meta({ id: 'Siblings' });
export type Siblings = z.infer<typeof siblingsSchema>;

export const messageSchema = z
  .object({
    id: z.uuid(),
    threadId: z.uuid(),
    parentId: z.uuid().nullable().meta({ description: 'The message that this one follows; null for the first.' }),
    role: z.enum(['user', 'assistant']),
    content: z.string().meta({ description: 'Markdown for an answer, plain text for a question.' }),
    collection: collectionSchema
      .optional()
      .meta({ description: 'Of a question: the collection that alone was searched. Left out, all documents were.' }),
    status: messageStatusSchema,
    error: messageErrorSchema.nullable(),
    citations: z.array(citationSchema),
    model: z.string().nullable().meta({ description: 'The model that wrote an answer; `offline` without one.' }),
    siblings: siblingsSchema,
    feedback: feedbackSchema.nullable().meta({ description: 'What you said of an answer; null for nothing.' }),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: 'Message',
    example: {
      id: '1d9b7c64-8a0e-4f3e-a1a5-7e5f3c2b1a90',
      threadId: '5f0c2b1e-6a54-4a0e-9c55-3b1f6e0c9a11',
      parentId: '7b2e4d90-3c1f-4e5a-9b8d-6f7a8b9c0d1e',
      role: 'assistant',
      content: 'Set `DATABASE_URL` to its address [1].',
      status: 'complete',
      error: null,
      citations: [exampleOf(citationSchema)],
      model: 'gpt-5-mini',
      siblings: { index: 0, count: 1, ids: ['1d9b7c64-8a0e-4f3e-a1a5-7e5f3c2b1a90'] },
      feedback: null,
      createdAt: '2026-11-23T09:00:01.000Z',
    },
  });
export type Message = z.infer<typeof messageSchema>;

export const messagePageSchema = z
  .object({
    data: z.array(messageSchema),
    nextCursor: nextCursorSchema,
    previousCursor: z.string().nullable().meta({
      description: 'Leads to the page of newer messages; null where these are the newest.',
    }),
  })
  .meta({
    id: 'MessagePage',
    example: { data: [exampleOf(messageSchema)], nextCursor: null, previousCursor: null },
  });
export type MessagePage = z.infer<typeof messagePageSchema>;

/** Query of a thread's messages: a page by its cursor, or the one around a message. */
export const messagePageQuerySchema = z
  .object({
    ...pageQuerySchema.shape,
    cursor: pageQuerySchema.shape.cursor.meta({ description: '`nextCursor` or `previousCursor` of another page.' }),
    around: z.uuid().optional().meta({ description: 'A message that is shown: it comes with those beside it.' }),
  })
  .refine(({ cursor, around }) => cursor === undefined || around === undefined, {
    path: ['around'],
    message: 'cannot go with cursor',
  });
export type MessagePageQuery = z.output<typeof messagePageQuerySchema>;

/** Body of `POST /api/chat/message`. */
export const sendMessageSchema = z
  .strictObject({
    content: z.string().meta({ description: 'The question; at most 32,768 bytes of UTF-8, not blank.' }),
    threadId: z.uuid().optional().meta({ description: 'Left out, a new thread is made.' }),
    parentId: z.uuid().nullable().optional().meta({
      description:
        'The answer that the question follows, or null for a first question; needs `threadId`. Left out, it follows the last one shown. To edit a question, send the new text with the `parentId` of the old one: both are kept.',
    }),
    collection: collectionSchema.optional().meta({
      description: 'Answers from the documents of this collection alone, also when the answer is tried again.',
    }),
    clientMessageId: z
      .string()
      .regex(/^[\x20-\x7e]{1,200}$/, 'must be 1 to 200 characters of printable ASCII')
      .optional()
      .meta({
        description:
          'Your own key for this send; sent again, the same turn comes back. Or use the header `Idempotency-Key`.',
      }),
  })
  .refine(({ threadId, parentId }) => parentId === undefined || threadId !== undefined, {
    path: ['parentId'],
    message: 'needs threadId',
  })
  .meta({ id: 'SendMessage', example: { content: 'How do I connect a PostgreSQL server?' } });
export type SendMessage = z.infer<typeof sendMessageSchema>;

/** A question, its answer, and their thread. */
export const turnSchema = z.object({ thread: threadSchema, userMessage: messageSchema, message: messageSchema }).meta({
  id: 'Turn',
  example: {
    thread: exampleOf(threadSchema),
    userMessage: {
      ...exampleOf(messageSchema),
      id: '7b2e4d90-3c1f-4e5a-9b8d-6f7a8b9c0d1e',
      parentId: null,
      role: 'user',
      content: 'How do I connect a PostgreSQL server?',
      citations: [],
      model: null,
      siblings: { index: 0, count: 1, ids: ['7b2e4d90-3c1f-4e5a-9b8d-6f7a8b9c0d1e'] },
      createdAt: '2026-11-23T09:00:00.000Z',
    },
    message: exampleOf(messageSchema),
  },
});
export type Turn = z.infer<typeof turnSchema>;

/** Body of `POST /api/chat/messages/:id/retry`. */
export const retryMessageSchema = z
  .strictObject({ clientMessageId: sendMessageSchema.shape.clientMessageId })
  .prefault({})
  .meta({ id: 'RetryMessage', example: {} });
export type RetryMessage = z.infer<typeof retryMessageSchema>;
