import { z } from 'zod';
import { collectionSchema } from './document.js';

const RANKED = {
  chunkId: 'e4f5a6b7-c8d9-4e0f-8a1b-2c3d4e5f6a7b',
  documentId: 'a3c1d9f2-0f5b-4c8e-8f44-2d3f5b6c7d81',
  title: 'Configuration',
  headingPath: ['How do I connect a PostgreSQL server?'],
  rank: 1,
  score: 11.2,
};

const rankedPassageSchema = z.object({
  chunkId: z.uuid(),
  documentId: z.uuid(),
  title: z.string(),
  headingPath: z.array(z.string()),
  rank: z.int().min(1),
  score: z.number().meta({ description: 'Compares within its list only; higher is better.' }),
});

/** How the passages for one answer were found, best first in every list. */
export const retrievalTraceSchema = z
  .object({
    collection: collectionSchema.optional().meta({ description: 'The collection that alone was searched.' }),
    rewritten: z
      .string()
      .optional()
      .meta({ description: 'The question as a model has rewritten it, which was searched for as well.' }),
    queries: z
      .array(
        z.object({
          text: z.string(),
          weight: z.number(),
          keywords: z.int().nullable().meta({ description: 'Only so many of its rarest words counted; null: all.' }),
        }),
      )
      .meta({ description: 'What was searched for: the question, and what the conversation adds to it.' }),
    legs: z.array(
      z.object({
        name: z.enum(['lexical', 'vector']),
        rewritten: z.boolean().optional().meta({ description: 'It searched for the rewritten question.' }),
        weight: z.number().meta({ description: 'Its share of the fused score, 0 to 1.' }),
        milliseconds: z.number(),
        found: z.array(rankedPassageSchema),
      }),
    ),
    fused: z.array(rankedPassageSchema),
    reranked: z
      .object({ model: z.string(), milliseconds: z.number(), found: z.array(rankedPassageSchema) })
      .optional()
      .meta({ description: 'The ranking that counts, where a reranker is set.' }),
    documents: z.int().meta({ description: 'How many documents the asker could search.' }),
    confidence: z.number().meta({ description: 'How likely the best passage holds the answer, 0 to 1.' }),
    leastConfidence: z.number().meta({ description: 'What it takes for an answer.' }),
    supported: z.boolean(),
  })
  .meta({ id: 'RetrievalTrace' });
export type RetrievalTrace = z.infer<typeof retrievalTraceSchema>;

/** Tokens of a prompt by what they are for, as ChatKit counts them; models count a little differently. */
export const promptBudgetSchema = z
  .object({
    limit: z.int(),
    rules: z.int(),
    question: z.int(),
    passages: z.int(),
    history: z.int(),
    passagesLeftOut: z.int().meta({ description: 'Passages that were found and had no room.' }),
    messagesLeftOut: z.int().meta({ description: 'Earlier messages that were read and had no room.' }),
  })
  .meta({ id: 'PromptBudget' });
export type PromptBudget = z.infer<typeof promptBudgetSchema>;

/** How many tokens a prompt holds; 0 where no model was asked. */
export function tokensOfPrompt(budget: PromptBudget | null | undefined): number {
  return budget ? budget.rules + budget.question + budget.passages + budget.history : 0;
}

/** How one answer came about. */
export const answerTraceSchema = z
  .object({
    retrieval: retrievalTraceSchema,
    cutShort: z.boolean().optional().meta({
      description:
        'Whether the model stopped in the middle, at the most tokens that it may write. Missing in older traces.',
    }),
    prompt: promptBudgetSchema.nullable().meta({ description: 'Null where no model was asked.' }),
    milliseconds: z
      .object({
        history: z.number(),
        retrieval: z.number(),
        firstToken: z.number().nullable().meta({ description: 'From the prompt to its first text.' }),
        whole: z.number(),
      })
      .meta({ description: 'How long each step took.' }),
  })
  .meta({
    id: 'AnswerTrace',
    example: {
      retrieval: {
        queries: [{ text: 'How do I connect a PostgreSQL server?', weight: 1, keywords: null }],
        legs: [{ name: 'lexical', weight: 0.9, milliseconds: 3.2, found: [RANKED] }],
        fused: [RANKED],
        documents: 12,
        confidence: 0.91,
        leastConfidence: 0.4,
        supported: true,
      },
      prompt: {
        limit: 8000,
        rules: 310,
        question: 9,
        passages: 1640,
        history: 0,
        passagesLeftOut: 0,
        messagesLeftOut: 0,
      },
      milliseconds: { history: 0.4, retrieval: 4.1, firstToken: 310.5, whole: 1820.7 },
    },
  });
export type AnswerTrace = z.infer<typeof answerTraceSchema>;
