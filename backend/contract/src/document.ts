import { z } from 'zod';
import { citationSchema } from './citation.js';
import { exampleOf } from './example.js';
import { page, pageQuerySchema } from './page.js';

/** The longest document, in bytes of UTF-8. Longer is 413. */
export const MAX_DOCUMENT_BYTES = 5_000_000;

/** The largest file that can be added, in bytes. Larger is 413. */
export const MAX_FILE_BYTES = 20_000_000;

export const mediaTypeSchema = z.enum(['text/markdown', 'text/plain']);
export const visibilitySchema = z
  .enum(['private', 'shared'])
  .meta({ id: 'Visibility', description: '`private`: only its owner finds it; `shared`: everyone signed in does.' });
export type Visibility = z.infer<typeof visibilitySchema>;

/** Of the label of a collection, in UTF-16 code units. */
export const LONGEST_COLLECTION = 64;

export const collectionSchema = z
  .string()
  .trim()
  .min(1)
  .max(LONGEST_COLLECTION)
  .meta({ id: 'Collection', description: 'The label of a collection of documents.', example: 'Policies' });

export const documentStatusSchema = z.enum(['processing', 'ready', 'failed', 'cancelled']).meta({
  id: 'DocumentStatus',
  description:
    '`ready`: all of its current text is found; `processing`: it is being taken in; `failed`: `error` says why; ' +
    '`cancelled`: somebody stopped it. Of a document that was ready before, the earlier text is found meanwhile.',
});
export type DocumentStatus = z.infer<typeof documentStatusSchema>;

/** How far the ingestion of a document is, stored about once a second. */
export const documentProgressSchema = z
  .object({
    step: z.enum(['indexing', 'embedding']).meta({
      description: '`indexing` comes before `ready`, `embedding` after it.',
    }),
    percent: z.int().min(0).max(100).meta({ description: 'Of this step.' }),
  })
  .meta({ id: 'DocumentProgress' });
export type DocumentProgress = z.infer<typeof documentProgressSchema>;

export const documentSchema = z
  .object({
    id: z.uuid(),
    title: z.string(),
    mediaType: mediaTypeSchema,
    sourceUrl: z
      .string()
      .nullable()
      .meta({ description: 'The address that it was fetched from; null for texts and files.' }),
    visibility: visibilitySchema,
    collection: collectionSchema.nullable().meta({ description: 'The collection that it is in; null for none.' }),
    owned: z.boolean().meta({ description: 'Whether the caller may change and delete it.' }),
    status: documentStatusSchema,
    progress: documentProgressSchema.nullable(),
    error: z.string().nullable(),
    versionId: z.uuid().meta({ description: 'The current stored text.' }),
    characters: z.int().meta({ description: 'Length of the text, in UTF-16 code units.' }),
    chunkCount: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({
    id: 'Document',
    example: {
      id: 'a3c1d9f2-0f5b-4c8e-8f44-2d3f5b6c7d81',
      title: 'Travel policy',
      mediaType: 'text/markdown',
      sourceUrl: null,
      visibility: 'shared',
      collection: 'Policies',
      owned: true,
      status: 'ready',
      progress: null,
      error: null,
      versionId: 'c7e2b8a4-91d3-4f6a-b1c0-5e6f7a8b9c02',
      characters: 5120,
      chunkCount: 6,
      createdAt: '2026-11-23T08:30:00.000Z',
      updatedAt: '2026-11-23T08:30:02.000Z',
    },
  });
export type Document = z.infer<typeof documentSchema>;

export const documentPageSchema = page('DocumentPage', documentSchema);

export const documentQuerySchema = pageQuerySchema.extend({
  q: z.string().trim().min(1).max(300).optional().meta({ description: 'Only titles that contain it, in any case.' }),
  status: documentStatusSchema.optional().meta({ description: 'Only documents in this state.' }),
  visibility: visibilitySchema.optional().meta({ description: 'Only private or only shared ones.' }),
  collection: collectionSchema.optional().meta({ description: 'Only those of this collection.' }),
});
export type DocumentQuery = z.output<typeof documentQuerySchema>;

const documentTextInput = z.string().meta({ description: 'At most 5,000,000 bytes of UTF-8, not blank.' });

export const createDocumentSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(300),
    text: documentTextInput,
    mediaType: mediaTypeSchema.default('text/markdown'),
    visibility: visibilitySchema.default('private'),
    collection: collectionSchema.nullish(),
  })
  .meta({
    id: 'CreateDocument',
    example: { title: 'Travel policy', text: '# Travel policy\n\nTrains come first.', visibility: 'shared' },
  });
export type CreateDocument = z.input<typeof createDocumentSchema>;

/** What goes with a file, as fields of a form. */
export const uploadDocumentSchema = z.strictObject({
  title: z.string().trim().min(1).max(300).optional(),
  visibility: visibilitySchema.default('private'),
  collection: collectionSchema.optional(),
});

/** A page or file to fetch. */
export const addUrlSchema = z
  .strictObject({
    url: z.string().trim().min(1).max(2_000).meta({ description: 'An http or https address that everyone can reach.' }),
    title: z.string().trim().min(1).max(300).optional().meta({ description: 'Without one: what the page says.' }),
    visibility: visibilitySchema.default('private'),
    collection: collectionSchema.nullish(),
  })
  .meta({ id: 'AddUrl', example: { url: 'https://example.com/travel-policy.html', visibility: 'shared' } });
export type AddUrl = z.input<typeof addUrlSchema>;

export const changeDocumentSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(300),
    visibility: visibilitySchema,
    collection: collectionSchema.nullable().meta({ description: 'Null takes it out of its collection.' }),
  })
  .partial()
  .refine(
    (change) => Object.values(change).some((value) => value !== undefined),
    'name a title, a visibility or a collection',
  )
  .meta({ id: 'ChangeDocument', example: { visibility: 'private' } });
export type ChangeDocument = z.infer<typeof changeDocumentSchema>;

export const replaceTextSchema = z
  .strictObject({ text: documentTextInput })
  .meta({ id: 'ReplaceText', example: { text: '# Travel policy\n\nBuses come second.' } });
export type ReplaceText = z.infer<typeof replaceTextSchema>;

/** A text that a document has or had. Citations of earlier versions go on pointing to theirs. */
export const documentVersionSchema = z
  .object({
    id: z.uuid(),
    number: z.int().meta({ description: 'Counts from 1 in each document.' }),
    current: z.boolean().meta({ description: 'Whether this is the text that is found.' }),
    characters: z.int().meta({ description: 'Length of the text, in UTF-16 code units.' }),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: 'DocumentVersion',
    example: {
      id: 'c7e2b8a4-91d3-4f6a-b1c0-5e6f7a8b9c02',
      number: 1,
      current: true,
      characters: 5120,
      createdAt: '2026-11-23T08:30:00.000Z',
    },
  });
export type DocumentVersion = z.infer<typeof documentVersionSchema>;

export const documentVersionsSchema = z
  .object({ data: z.array(documentVersionSchema).meta({ description: 'Newest first.' }) })
  .meta({ id: 'DocumentVersions', example: { data: [exampleOf(documentVersionSchema)] } });
export type DocumentVersions = z.infer<typeof documentVersionsSchema>;

/** The stored text of one version, as citations point into it. */
export const documentTextSchema = z
  .object({
    documentId: z.uuid(),
    versionId: z.uuid(),
    title: z.string(),
    mediaType: mediaTypeSchema,
    text: z.string(),
  })
  .meta({
    id: 'DocumentText',
    example: {
      documentId: 'a3c1d9f2-0f5b-4c8e-8f44-2d3f5b6c7d81',
      versionId: 'c7e2b8a4-91d3-4f6a-b1c0-5e6f7a8b9c02',
      title: 'Travel policy',
      mediaType: 'text/markdown',
      text: '# Travel policy\n\nTrains come first.',
    },
  });
export type DocumentText = z.infer<typeof documentTextSchema>;

export const searchKnowledgeSchema = z
  .strictObject({
    query: z.string().trim().min(1).max(4_000),
    limit: z.int().min(1).max(50).default(8),
    collection: collectionSchema.optional().meta({
      description: 'Searches the documents of this collection alone, and weighs words by how rare they are in it.',
    }),
  })
  .meta({ id: 'SearchKnowledge', example: { query: 'connect a PostgreSQL server' } });
export type SearchKnowledge = z.infer<typeof searchKnowledgeSchema>;

const legPlaceSchema = z.object({ rank: z.int().min(1), score: z.number() }).nullable();

/** A passage that a search found, best first. Scores compare within one result only. */
export const passageSchema = citationSchema
  .extend({
    score: z.number(),
    legs: z
      .object({ lexical: legPlaceSchema, vector: legPlaceSchema })
      .meta({ description: 'Where the search by words and the one by meaning have it; null: not found by it.' }),
  })
  .meta({
    id: 'Passage',
    example: {
      ...exampleOf(citationSchema),
      score: 0.83,
      legs: { lexical: { rank: 1, score: 11.2 }, vector: null },
    },
  });
export type Passage = z.infer<typeof passageSchema>;

export const searchResultSchema = z
  .object({
    data: z.array(passageSchema),
    confidence: z.number().meta({ description: 'How likely the best passage holds an answer, 0 to 1.' }),
    supported: z.boolean().meta({ description: 'Whether that is enough: a chat would answer.' }),
  })
  .meta({
    id: 'SearchResult',
    example: { data: [exampleOf(passageSchema)], confidence: 0.91, supported: true },
  });
export type SearchResult = z.infer<typeof searchResultSchema>;

/** The collections of the documents that a user may see, by name. */
export const collectionsSchema = z
  .object({
    data: z.array(
      z.object({
        name: collectionSchema,
        documents: z.int().meta({ description: 'How many of its documents you may see.' }),
      }),
    ),
  })
  .meta({ id: 'Collections', example: { data: [{ name: 'Policies', documents: 12 }] } });
export type Collections = z.infer<typeof collectionsSchema>;

/** What the start screen of a chat says: how much can be asked about, and questions to begin with. */
export const knowledgeOverviewSchema = z.object({ documents: z.int(), starterQuestions: z.array(z.string()) }).meta({
  id: 'KnowledgeOverview',
  example: { documents: 12, starterQuestions: ['How do I connect a PostgreSQL server?'] },
});
export type KnowledgeOverview = z.infer<typeof knowledgeOverviewSchema>;
