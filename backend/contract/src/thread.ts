import { z } from 'zod';
import { page } from './page.js';

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
      createdAt: '2026-11-23T09:00:00.000Z',
      updatedAt: '2026-11-23T09:00:04.000Z',
    },
  });
export type Thread = z.infer<typeof threadSchema>;

export const threadPageSchema = page(threadSchema).meta({ id: 'ThreadPage' });

export const createThreadSchema = z
  .strictObject({ title: titleSchema.optional() })
  .meta({ id: 'CreateThread', example: { title: 'Holiday policy' } });
export type CreateThread = z.infer<typeof createThreadSchema>;

export const renameThreadSchema = z
  .strictObject({ title: titleSchema })
  .meta({ id: 'RenameThread', example: { title: 'Travel policy' } });
export type RenameThread = z.infer<typeof renameThreadSchema>;
