import { z } from 'zod';
import { page, pageQuerySchema } from './page.js';

export const titleSchema = z
  .string()
  .overwrite((title) => title.toWellFormed())
  .trim()
  .min(1)
  .max(200);

export const threadSchema = z
  .object({
    id: z.uuid(),
    title: z.string(),
    pinned: z.boolean().meta({ description: 'Whether it is listed before those that are not.' }),
    archived: z.boolean().meta({ description: 'Whether it is kept out of the list, and listed with `archived=true`.' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso
      .datetime()
      .meta({ description: 'When the last message was added. Threads are listed by it, newest first.' }),
  })
  .meta({
    id: 'Thread',
    example: {
      id: '5f0c2b1e-6a54-4a0e-9c55-3b1f6e0c9a11',
      title: 'How do I connect a PostgreSQL server?',
      pinned: false,
      archived: false,
      createdAt: '2026-11-23T09:00:00.000Z',
      updatedAt: '2026-11-23T09:00:04.000Z',
    },
  });
export type Thread = z.infer<typeof threadSchema>;

export const threadPageSchema = page('ThreadPage', threadSchema);

export const createThreadSchema = z
  .strictObject({ title: titleSchema.optional() })
  .meta({ id: 'CreateThread', example: { title: 'Holiday policy' } });
export type CreateThread = z.infer<typeof createThreadSchema>;

/** Query of the list of threads. */
export const threadQuerySchema = pageQuerySchema.extend({
  archived: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Which threads to list: archived ones, or the others.' }),
});
export type ThreadQuery = z.output<typeof threadQuerySchema>;

export const updateThreadSchema = z
  .strictObject({
    title: titleSchema.exactOptional(),
    pinned: z.boolean().exactOptional(),
    archived: z.boolean().exactOptional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'name what is to change')
  .meta({ id: 'UpdateThread', example: { title: 'Travel policy', pinned: true } });
export type UpdateThread = z.infer<typeof updateThreadSchema>;
