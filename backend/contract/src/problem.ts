import { z } from 'zod';

/** Every `code` that a problem or a failed message can carry. Codes are stable; texts are not. */
export const problemCodeSchema = z
  .enum([
    'bad_request',
    'unauthenticated',
    'forbidden',
    'insufficient_scope',
    'session_required',
    'not_found',
    'method_not_allowed',
    'conflict',
    'turn_running',
    'key_reused',
    'payload_too_large',
    'unsupported_media_type',
    'unprocessable',
    'unreadable_file',
    'url_refused',
    'url_unreachable',
    'empty_content',
    'rate_limited',
    'internal',
    'unavailable',
    'model_unavailable',
    'model_refused',
    'model_rate_limited',
    'model_timeout',
    'model_interrupted',
    'interrupted',
  ])
  .meta({ id: 'ProblemCode' });
export type ProblemCode = z.infer<typeof problemCodeSchema>;

/** RFC 9457 `application/problem+json`: the body of every error. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'A URI reference that names the kind of problem.' }),
    title: z.string(),
    status: z.int(),
    code: problemCodeSchema,
    detail: z.string(),
    instance: z.string().optional().meta({ description: 'The path that was asked for.' }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Which fields were wrong, for validation errors.' }),
    messageId: z.uuid().optional().meta({ description: 'The running message, for `turn_running`.' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
