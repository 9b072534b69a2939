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
        weight: z.number().meta({ description: 'Its share of the fused score, 0 to 1.' }),
        milliseconds: z.number(),
        found: z.array(rankedPassageSchema),
      }),
    ),
    fused: z.array(rankedPassageSchema),
    documents: z.int().meta({ description: 'How many documents the asker could search.' }),
    confidence: z.number().meta({ description: 'How likely the best passage holds the answer, 0 to 1.' }),
    leastConfidence: z.number().meta({ description: 'What it takes for an answer.' }),
    supported: z.boolean(),
  })
  .meta({ id: 'RetrievalTrace' });
export type RetrievalTrace = z.infer<typeof retrievalTraceSchema>;
