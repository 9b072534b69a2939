import { z } from 'zod';
import { exampleOf } from './example.js';

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
  .meta({
    id: 'Citation',
    example: {
      n: 1,
      documentId: 'a3c1d9f2-0f5b-4c8e-8f44-2d3f5b6c7d81',
      versionId: 'c7e2b8a4-91d3-4f6a-b1c0-5e6f7a8b9c02',
      title: 'Configuration',
      headingPath: ['How do I connect a PostgreSQL server?'],
      start: 1204,
      end: 1262,
      quote: 'Set `DATABASE_URL` to the address of the PostgreSQL server.',
      hash: '9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab',
    },
  });
export type Citation = z.infer<typeof citationSchema>;

/** What became of a citation's source since the answer was given. */
export const citationCheckSchema = z
  .object({
    status: z.enum(['exact', 'source_changed', 'source_deleted']).meta({
      description:
        '`exact`: the quote stands in the current text as cited; `source_changed`: the document has another text by now; `source_deleted`: it is gone, or the caller may no longer see it.',
    }),
    citation: citationSchema,
    current: z
      .object({ versionId: z.uuid(), start: z.int().min(0), end: z.int().min(0) })
      .nullable()
      .meta({ description: 'Where the quote stands, word for word, in the current text; null where it does not.' }),
  })
  .meta({
    id: 'CitationCheck',
    example: {
      status: 'exact',
      citation: exampleOf(citationSchema),
      current: { versionId: 'c7e2b8a4-91d3-4f6a-b1c0-5e6f7a8b9c02', start: 1204, end: 1262 },
    },
  });
export type CitationCheck = z.infer<typeof citationCheckSchema>;
