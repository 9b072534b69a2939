import { z } from 'zod';
import { problemCodeSchema } from './problem-code.js';

/** Why a file cannot be read. Stable, as codes are. */
export const fileReasonSchema = z.enum(['damaged', 'locked', 'no_text', 'too_slow', 'too_large']).meta({
  id: 'FileReason',
  description: '`locked`: by a password. `no_text`: pages that were scanned, for example. `too_large`: for its reader.',
});
export type FileReason = z.infer<typeof fileReasonSchema>;

/** RFC 9457 `application/problem+json`: the body of every error. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'Where this kind of problem is explained, relative to the server.' }),
    title: z.string(),
    status: z.int(),
    code: problemCodeSchema,
    detail: z.string(),
    instance: z.string().optional().meta({ description: 'The path that was asked for.' }),
    requestId: z
      .string()
      .optional()
      .meta({ description: 'As in the header `X-Request-Id`; the server’s log names it, too.' }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Which fields were wrong, for validation errors.' }),
    reason: fileReasonSchema.optional().meta({ description: 'Of a file, for `unreadable_file`.' }),
    messageId: z.uuid().optional().meta({ description: 'The running message, for `turn_running`.' }),
  })
  .meta({
    id: 'Problem',
    example: {
      type: '/api/problems/not_found',
      title: 'Not Found',
      status: 404,
      code: 'not_found',
      detail: 'There is no such thread.',
      instance: '/api/chat/threads/5f0c2b1e-6a54-4a0e-9c55-3b1f6e0c9a11',
      requestId: '3f9a6d0e-52c4-4b7e-8a1d-9c0b1f2e3d4a',
    },
  });
export type Problem = z.infer<typeof problemSchema>;
