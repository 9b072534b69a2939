import { z } from 'zod';

/** One page of a list. Ask for the next with `?cursor=<nextCursor>`; `null` means there is no more. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'Opaque; null on the last page.' }),
  });

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

/** Query of every list route. `limit` is 1 to 100. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().min(1).max(500).optional(),
});
export type PageQuery = z.output<typeof pageQuerySchema>;
