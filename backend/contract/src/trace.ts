import { z } from 'zod';

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

/** How one answer came about. */
export const answerTraceSchema = z
  .object({
    retrieval: retrievalTraceSchema,
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
  .meta({ id: 'AnswerTrace' });
export type AnswerTrace = z.infer<typeof answerTraceSchema>;
