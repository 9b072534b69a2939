import { z } from 'zod';
import { exampleOf } from './example.js';

export const spentSchema = z
  .object({
    turns: z.int().meta({ description: 'Answers that were begun, however they ended.' }),
    tokens: z.int().meta({ description: 'Tokens of their prompts and texts, as ChatKit counts them.' }),
  })
  .meta({ id: 'Spent', example: { turns: 12, tokens: 31_500 } });
export type Spent = z.infer<typeof spentSchema>;

const dailyLimitsSchema = z.object({ turns: z.int().nullable(), tokens: z.int().nullable() }).meta({
  id: 'DailyLimits',
  description: 'What a day holds; null is without a limit.',
  example: { turns: 200, tokens: null },
});
export type DailyLimits = z.infer<typeof dailyLimitsSchema>;

const accountSchema = z.object({
  today: spentSchema,
  last30Days: spentSchema.meta({ description: 'Today and the 29 days before.' }),
  limits: dailyLimitsSchema,
});
/** What was used of an account, or through one key, and what may be. */
export type SpentOfLimits = z.infer<typeof accountSchema>;

const whole = {
  today: exampleOf(spentSchema),
  last30Days: { turns: 240, tokens: 610_000 },
  limits: exampleOf(dailyLimitsSchema),
};

/** What the caller has used. Days begin at 00:00 UTC. */
export const usageSchema = accountSchema
  .extend({
    key: accountSchema
      .nullable()
      .meta({ description: 'The part of the API key that asks; null where a session asks.' }),
    resetsAt: z.iso.datetime().meta({ description: 'When the next day begins.' }),
  })
  .meta({ id: 'Usage', example: { ...whole, key: null, resetsAt: '2026-11-28T00:00:00.000Z' } });
export type Usage = z.infer<typeof usageSchema>;
