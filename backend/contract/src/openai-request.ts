import { z } from 'zod';
import { collectionSchema, LONGEST_COLLECTION } from './document.js';

/** The longest system and developer messages of one request, together, in characters. */
export const MAX_INSTRUCTIONS = 4_000;

const TEXT_ONLY = 'must be a text, or a list of parts of the type text: pictures, sound and files are not supported';
const text = z.union([z.string(), z.array(z.object({ type: z.literal('text'), text: z.string() })).min(1)], {
  error: TEXT_ONLY,
});

const threadIdSchema = z.union([z.literal('new'), z.uuid()]);

const absent = (error: string) => z.null({ error }).optional();
const NO_TOOLS = 'ChatKit answers from documents and calls no tools.';

const messageParamSchema = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.enum(['system', 'developer']), content: text }),
    z.object({ role: z.literal('user'), content: text }),
    z.object({ role: z.literal('assistant'), content: text.nullish(), tool_calls: absent(NO_TOOLS) }),
  ],
  { error: 'must have the role system, developer, user or assistant' },
);
export type ChatCompletionMessage = z.output<typeof messageParamSchema>;

/** Taken, and without effect: the model is configured by whoever runs ChatKit. */
const ignored = z.unknown().optional().meta({ description: 'Accepted, without effect.' });

const IGNORED = {
  frequency_penalty: ignored,
  logit_bias: ignored,
  max_completion_tokens: ignored,
  max_tokens: ignored,
  parallel_tool_calls: ignored,
  presence_penalty: ignored,
  prompt_cache_key: ignored,
  prompt_cache_retention: ignored,
  reasoning_effort: ignored,
  safety_identifier: ignored,
  seed: ignored,
  service_tier: ignored,
  store: ignored,
  temperature: ignored,
  top_p: ignored,
  user: ignored,
  verbosity: ignored,
};

/** Body of `POST /v1/chat/completions`. */
export const chatCompletionRequestSchema = z
  .strictObject({
    model: z.string().meta({ description: '`chatkit-rag`, or `chatkit-rag-sources` for sources below the answer.' }),
    messages: z
      .array(messageParamSchema)
      .min(1)
      .refine((messages) => messages.at(-1)?.role === 'user', 'must end with the question, a message of the role user')
      .meta({ description: 'The conversation; the last message is the question.' }),
    stream: z.boolean().nullish(),
    stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
    metadata: z
      .record(z.string(), z.string())
      .nullish()
      .refine(
        (metadata) => !metadata?.['thread_id'] || threadIdSchema.safeParse(metadata['thread_id']).success,
        'thread_id must be the id of a thread, or new',
      )
      .refine(
        (metadata) => collectionSchema.optional().safeParse(metadata?.['collection']).success,
        `collection must have 1 to ${LONGEST_COLLECTION} characters`,
      )
      .meta({
        description:
          '`thread_id`: the thread that keeps the turn, or `new` for a new one. `collection`: the collection of documents that ' +
          'alone is searched.',
      }),
    n: z.literal(1, { error: 'There is one answer to a question: n must be 1.' }).nullish(),
    response_format: z
      .object({ type: z.literal('text', { error: 'Answers are Markdown: only the type text is possible.' }) })
      .nullish(),
    modalities: z.tuple([z.literal('text')], { error: 'Answers are text.' }).nullish(),
    logprobs: z.literal(false, { error: 'ChatKit does not know them.' }).nullish(),
    tools: absent(NO_TOOLS),
    functions: absent(NO_TOOLS),
    tool_choice: z.enum(['none', 'auto'], { error: NO_TOOLS }).nullish(),
    function_call: z.enum(['none', 'auto'], { error: NO_TOOLS }).nullish(),
    stop: absent('Answers end by themselves: leave it out.'),
    audio: absent('Answers are text.'),
    prediction: absent('Not supported.'),
    top_logprobs: absent('ChatKit does not know them.'),
    web_search_options: absent('ChatKit answers from its documents and does not search the web.'),
    ...IGNORED,
  })
  .meta({
    id: 'ChatCompletionRequest',
    example: {
      model: 'chatkit-rag',
      messages: [{ role: 'user', content: 'How do I connect a PostgreSQL server?' }],
    },
  });
export type ChatCompletionRequest = z.output<typeof chatCompletionRequestSchema>;
