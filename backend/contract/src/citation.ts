import { z } from 'zod';

/**
 * A numbered passage of one stored version of a document.
 *
 * In a `sources` event: a passage that the model was given. In a message: a passage that the text refers to as `[n]`
 * (for `no_answer`, the nearest passages found).
 */
export const citationSchema = z
  .object({
    n: z.int().min(1).meta({ description: 'The number that `[n]` in the text refers to.' }),
    documentId: z.uuid(),
    versionId: z.uuid(),
    title: z.string(),
    headingPath: z.array(z.string()).meta({ description: 'Headings above the passage, outermost first.' }),
    start: z.int().min(0).meta({ description: 'Offset into the text of the version, in UTF-16 code units.' }),
    end: z.int().min(0).meta({ description: 'End offset, exclusive.' }),
    quote: z.string().meta({ description: 'The text of the version from `start` to `end`, word for word.' }),
    hash: z.string().meta({ description: 'SHA-256 of `quote` in UTF-8, hexadecimal.' }),
  })
  .meta({ id: 'Citation' });
export type Citation = z.infer<typeof citationSchema>;
