// Preloaded into the product: every question gets the same passage, without a search for it.
import { createHash } from 'node:crypto';

const { Retriever } = await import(new URL('../../../dist/backend/rag/retrieval/retriever.js', import.meta.url).href);
const quote =
  'Employees get thirty days of holiday a year. Up to five days of holiday can be carried over to the next year.';
const passage = {
  n: 1,
  documentId: '0b1d4a52-6f1c-4f7e-9a55-1f6f0a7c2d11',
  versionId: '5c0f7f0e-2a0d-4d0b-8f0e-7b9f5f3f4e22',
  title: 'Handbook',
  headingPath: ['Holidays'],
  start: 25,
  end: 25 + quote.length,
  quote,
  hash: createHash('sha256').update(quote).digest('hex'),
};
const found = { passages: [passage], documents: 1, supported: true, related: true };
const certain = { legs: [], fused: [], documents: 1, confidence: 1, leastConfidence: 0, supported: true };

Retriever.prototype.retrieve = async ({ question }) => ({
  ...found,
  trace: { ...certain, queries: [{ text: question, weight: 1, keywords: null }] },
});
