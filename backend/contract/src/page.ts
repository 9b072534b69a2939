import { z } from 'zod';
import { exampleOf } from './example.js';

/** Leads to the page after this one. */
export const nextCursorSchema = z.string().nullable().meta({ description: 'Opaque; null on the last page.' });

/** One page of a list. Ask for the next with `?cursor=<nextCursor>`; `null` means there is no more. */
export const page = <T extends z.ZodType>(id: string, item: T) =>
  z
    .object({
      data: z.array(item),
      nextCursor: nextCursorSchema,
    })
    .meta({ id, example: { data: [exampleOf(item)], nextCursor: null } });

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

/** Query of every list route. `limit` is 1 to 100. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50).meta({ description: 'How many at most.' }),
  cursor: z.string().min(1).max(500).optional().meta({ description: '`nextCursor` of the page before.' }),
});
export type PageQuery = z.output<typeof pageQuerySchema>;
