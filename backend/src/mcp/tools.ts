import { citationSchema, LONGEST_COLLECTION, messageStatusSchema, searchKnowledgeSchema } from '@chatkit/contract';
import { z } from 'zod';

const MOST_PASSAGES = 20;
/** UTF-16 code units: so much a model can take in, in several reads if need be. */
const LONGEST_READ = 20_000;

/** Nothing is changed, and what is looked at is what the caller's organisation has put there. */
const annotations = { readOnlyHint: true, openWorldHint: false };
/** Without its name: a tool carries its schemas whole, and a name would make a reference of this one. */
const citation = z.object(citationSchema.shape);

const collection = z
  .string()
  .trim()
  .min(1)
  .max(LONGEST_COLLECTION)
  .optional()
  .describe('The name of a collection of documents, to search it alone.');

export const searchKnowledgeTool = {
  title: 'Search the documents',
  description: 'Finds the passages that a question would be answered from, best first, without asking a model.',
  annotations,
  inputSchema: z.object({
    query: searchKnowledgeSchema.shape.query.describe('What to look for, in words or as a question.'),
    limit: z.int().min(1).max(MOST_PASSAGES).default(8),
    collection,
  }),
  outputSchema: z.object({
    passages: z.array(citation.extend({ score: z.number() })),
    confidence: z.number().describe('How likely the best passage holds an answer, 0 to 1.'),
    supported: z.boolean().describe('Whether that is enough for an answer.'),
  }),
};

export const askTool = {
  title: 'Ask the documents',
  description:
    'Has a question answered from the documents, with citations [n]. Nothing is stored and earlier questions are not known: ask a ' +
    'question that stands by itself. With the status no_answer the documents hold no answer.',
  annotations,
  inputSchema: z.object({ question: z.string().describe('At most 32,768 bytes.'), collection }),
  outputSchema: z.object({
    status: z.enum(messageStatusSchema.options),
    answer: z.string().describe('Markdown.'),
    model: z.string().nullable().describe('The model that wrote it.'),
    citations: z.array(citation).describe('For no_answer: the nearest passages.'),
  }),
};

export const readDocumentTool = {
  title: 'Read a document',
  description: 'Reads the text of a document, or a part of it: on from the start of a passage, for example.',
  annotations,
  inputSchema: z.object({
    documentId: z.uuid(),
    versionId: z.uuid().optional().describe('Of a citation; left out, the current version.'),
    start: z.int().min(0).default(0).describe('Where to begin, in UTF-16 code units.'),
    length: z.int().min(1).max(LONGEST_READ).default(10_000),
  }),
  outputSchema: z.object({
    documentId: z.uuid(),
    versionId: z.uuid(),
    title: z.string(),
    mediaType: z.string(),
    characters: z.int().describe('The length of the whole text.'),
    start: z.int(),
    text: z.string(),
    next: z.int().nullable().describe('Where to go on; null at the end.'),
  }),
};
