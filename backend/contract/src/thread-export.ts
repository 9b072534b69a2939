import { z } from 'zod';
import { exampleOf } from './example.js';
import { messageSchema } from './message.js';
import { threadSchema } from './thread.js';

/** Query of `GET /api/chat/threads/:id/export`. */
export const exportQuerySchema = z.object({
  format: z.enum(['markdown', 'json']).default('markdown').meta({
    description:
      '`markdown`: the messages that are shown, to be read; `json`: all messages, with those of other branches.',
  }),
});
export type ExportQuery = z.output<typeof exportQuerySchema>;
export type ExportFormat = ExportQuery['format'];

export const threadExportSchema = z
  .object({
    thread: threadSchema,
    messages: z.array(messageSchema).meta({ description: 'Of all branches, oldest first.' }),
  })
  .meta({
    id: 'ThreadExport',
    example: { thread: exampleOf(threadSchema), messages: [exampleOf(messageSchema)] },
  });
export type ThreadExport = z.infer<typeof threadExportSchema>;
