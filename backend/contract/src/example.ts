import type { z } from 'zod';

/** The example of a schema, to compose those of larger ones. Throws when it has none. */
export function exampleOf<T extends z.ZodType>(schema: T): z.output<T> {
  const { id = 'a schema', example } = schema.meta() ?? {};
  if (example === undefined) throw new Error(`${id} has no example`);
  return example as z.output<T>;
}
