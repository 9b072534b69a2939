import { z } from 'zod';

/** What somebody thinks of an answer to a question of their own. */
export const feedbackSchema = z
  .strictObject({
    rating: z.enum(['up', 'down']),
    reason: z
      .enum(['wrong', 'incomplete', 'off_topic', 'bad_source', 'outdated', 'other'])
      .nullable()
      .default(null)
      .meta({ description: 'What is wrong with the answer; only with `down`.' }),
    comment: z.string().trim().max(2_000).nullable().default(null),
  })
  .refine(({ rating, reason }) => rating === 'down' || reason === null, {
    path: ['reason'],
    message: 'goes with the rating down',
  })
  .meta({
    id: 'Feedback',
    example: { rating: 'down', reason: 'outdated', comment: 'The limit has been five days since May.' },
  });
export type Feedback = z.output<typeof feedbackSchema>;
export type FeedbackReason = NonNullable<Feedback['reason']>;
