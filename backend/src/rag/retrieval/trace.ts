import type { RetrievalTrace } from '@chatkit/contract';
import type { FoundChunk } from './found-chunk.js';
import type { SearchOutcome } from './hybrid-search.js';
import type { QueryPart } from './query-part.js';

/** More would make a trace longer than its answer. */
const PASSAGES_TO_SHOW = 20;
const LONGEST_QUERY_TO_SHOW = 500;

type Decision = Pick<RetrievalTrace, 'collection' | 'documents' | 'confidence' | 'leastConfidence' | 'supported'>;

/** What a person is told about how passages were found. */
export function traceOf(
  parts: readonly QueryPart[],
  { legs, fused, reranked }: SearchOutcome,
  rewritten: string | undefined,
  decision: Decision,
): RetrievalTrace {
  return {
    ...(rewritten !== undefined && { rewritten }),
    queries: parts.map(({ text, weight, keywords }) => ({
      text: text.slice(0, LONGEST_QUERY_TO_SHOW).toWellFormed(),
      weight,
      keywords: keywords ?? null,
    })),
    legs: legs.map(({ name, rewritten, weight, milliseconds, found }) => ({
      name,
      ...(rewritten && { rewritten }),
      weight,
      milliseconds,
      found: ranked(found),
    })),
    fused: ranked(fused),
    ...(reranked && { reranked: { ...reranked, found: ranked(reranked.found) } }),
    ...decision,
  };
}

function ranked(found: readonly FoundChunk[]): RetrievalTrace['fused'] {
  return found.slice(0, PASSAGES_TO_SHOW).map(({ id, documentId, title, headingPath, score }, index) => ({
    chunkId: id,
    documentId,
    title,
    headingPath,
    rank: index + 1,
    score,
  }));
}
