import { z } from 'zod';
import { exampleOf } from './example.js';
import { messageSchema } from './message.js';
import { threadSchema } from './thread.js';

/** Query of `GET /api/chat/search`. */
export const searchQuerySchema = z.object({
  q: z.string().trim().min(1).max(200).meta({ description: 'Words, or how they begin; all of them must be there.' }),
  threadId: z.uuid().optional().meta({ description: 'Finds messages of this thread only, and no titles.' }),
  limit: z.coerce.number().int().min(1).max(50).default(20).meta({ description: 'How many at most.' }),
});
export type SearchQuery = z.output<typeof searchQuerySchema>;

export const searchHitSchema = z
  .object({
    thread: threadSchema,
    message: messageSchema
      .pick({ id: true, role: true, createdAt: true })
      .nullable()
      .meta({ description: 'The message that was found; null where it is the title.' }),
    text: z.string().meta({ description: 'The title, or a piece of the message around the words.' }),
    marks: z
      .array(z.object({ start: z.int().nonnegative(), end: z.int().positive() }))
      .meta({ description: 'Where the words stand in `text`, in UTF-16 code units; `end` is exclusive.' }),
  })
  .meta({
    id: 'SearchHit',
    example: {
      thread: exampleOf(threadSchema),
      message: null,
      text: 'How do I connect a PostgreSQL server?',
      marks: [{ start: 17, end: 27 }],
    },
  });
export type SearchHit = z.infer<typeof searchHitSchema>;

export const searchResultsSchema = z
  .object({ data: z.array(searchHitSchema) })
  .meta({ id: 'SearchResults', example: { data: [exampleOf(searchHitSchema)] } });
export type SearchResults = z.infer<typeof searchResultsSchema>;
