import { z } from 'zod';
import { citationSchema } from './citation.js';
import { exampleOf } from './example.js';
import { messageStatusSchema } from './message.js';

/** The models of the OpenAI-compatible routes: the second lists its sources below the answer, in Markdown. */
export const OPENAI_MODELS = ['chatkit-rag', 'chatkit-rag-sources'] as const;

export const openAiModelSchema = z
  .object({
    id: z.enum(OPENAI_MODELS),
    object: z.literal('model'),
    created: z.int().meta({ description: 'Seconds since 1970.' }),
    owned_by: z.string(),
  })
  .meta({
    id: 'OpenAiModel',
    example: { id: 'chatkit-rag', object: 'model', created: 1_795_392_000, owned_by: 'chatkit' },
  });
export type OpenAiModel = z.infer<typeof openAiModelSchema>;

export const openAiModelListSchema = z
  .object({ object: z.literal('list'), data: z.array(openAiModelSchema) })
  .meta({ id: 'OpenAiModelList', example: { object: 'list', data: [exampleOf(openAiModelSchema)] } });
export type OpenAiModelList = z.infer<typeof openAiModelListSchema>;

/** The body of every error below `/v1`. */
export const openAiErrorSchema = z
  .object({
    error: z.object({
      message: z.string(),
      type: z.enum([
        'invalid_request_error',
        'authentication_error',
        'permission_error',
        'rate_limit_error',
        'insufficient_quota',
        'server_error',
      ]),
      param: z.string().nullable().meta({ description: 'The field that is wrong.' }),
      code: z.string().meta({ description: 'The stable code of the problem, as everywhere in the API.' }),
    }),
  })
  .meta({
    id: 'OpenAiError',
    example: {
      error: {
        message: 'tools: ChatKit answers from documents and calls no tools.',
        type: 'invalid_request_error',
        param: 'tools',
        code: 'bad_request',
      },
    },
  });
export type OpenAiError = z.infer<typeof openAiErrorSchema>;

/** A place in the text that refers to a passage, in the shape of OpenAI's, with our citation. */
export const sourceAnnotationSchema = z
  .object({
    type: z.literal('url_citation'),
    url_citation: z.object({
      url: z.string().meta({ description: 'The text of the version that is cited.' }),
      title: z.string(),
      start_index: z.int().meta({ description: 'Where `[n]` begins in the text, in UTF-16 code units.' }),
      end_index: z.int().meta({ description: 'Where it ends, exclusive.' }),
    }),
    citation: citationSchema,
  })
  .meta({ id: 'SourceAnnotation' });
export type SourceAnnotation = z.infer<typeof sourceAnnotationSchema>;

/** What OpenAI's shape has no place for. */
const extensionSchema = z
  .object({
    status: messageStatusSchema.exclude(['generating']),
    model: z.string().nullable().meta({ description: 'The model that wrote the answer.' }),
    thread_id: z.uuid().nullable(),
    message_id: z.uuid().nullable(),
    nearest: z.array(citationSchema).meta({ description: 'For `no_answer`: the nearest passages that were found.' }),
  })
  .meta({ id: 'ChatCompletionExtension' });
export type ChatCompletionExtension = z.infer<typeof extensionSchema>;

const finishReasonSchema = z.enum(['stop', 'length', 'content_filter']);
export type FinishReason = z.infer<typeof finishReasonSchema>;

export const completionUsageSchema = z
  .object({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int() })
  .meta({ id: 'CompletionUsage', description: 'As ChatKit counts; models count a little differently.' });
export type CompletionUsage = z.infer<typeof completionUsageSchema>;

export const chatCompletionSchema = z
  .object({
    id: z.string(),
    object: z.literal('chat.completion'),
    created: z.int(),
    model: z.enum(OPENAI_MODELS),
    choices: z.tuple([
      z.object({
        index: z.literal(0),
        message: z.object({
          role: z.literal('assistant'),
          content: z.string(),
          refusal: z.null(),
          annotations: z.array(sourceAnnotationSchema),
        }),
        logprobs: z.null(),
        finish_reason: finishReasonSchema,
      }),
    ]),
    usage: completionUsageSchema,
    chatkit: extensionSchema,
  })
  .meta({
    id: 'ChatCompletion',
    example: {
      id: 'chatcmpl-1d9b7c64-8a0e-4f3e-a1a5-7e5f3c2b1a90',
      object: 'chat.completion',
      created: 1_795_392_000,
      model: 'chatkit-rag',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'Set `DATABASE_URL` to its address [1].',
            refusal: null,
            annotations: [
              {
                type: 'url_citation',
                url_citation: {
                  url: 'http://localhost:3000/api/rag/documents/6a1f6e0c-9a11-4c0e-8a55-0b7e3c529d0f/text?versionId=0b7e3c52-9d0f-4c0e-8a55-6a1f6e0c9a11',
                  title: 'Configuration',
                  start_index: 34,
                  end_index: 37,
                },
                citation: exampleOf(citationSchema),
              },
            ],
          },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 412, completion_tokens: 9, total_tokens: 421 },
      chatkit: { status: 'complete', model: 'gpt-5-mini', thread_id: null, message_id: null, nearest: [] },
    },
  });
export type ChatCompletion = z.infer<typeof chatCompletionSchema>;
