import { DocumentLibrary } from '../rag/documents/document-library.js';
import { Retriever } from '../rag/retrieval/retriever.js';
import { LEAST_CONFIDENCE } from '../rag/retrieval/support.js';
import type { CollectionDocument, Query } from './collection.js';
import type { Laboratory } from './laboratory.js';
import { historyOf } from './ranking.js';

/** How a threshold would decide; shares are 0 to 1. */
export interface RefusalPoint {
  threshold: number;
  /** Of the questions that nothing answers: how many get no answer. */
  caught: number;
  /** Of the questions that a passage answers: how many get none either. */
  falseAlarms: number;
}

export interface RefusalReport extends RefusalPoint {
  /** How many questions were asked, each with and without the documents that answer it. */
  queries: number;
  /** Every threshold from 0 to 1 in steps of .05, to choose by. */
  curve: RefusalPoint[];
}

/**
 * Asks each question again with all documents taken away that answer it. `answerable`: how sure the product is of each while
 * they are there.
 */
export async function refuse(
  laboratory: Laboratory,
  answerable: ReadonlyMap<Query, number>,
  documents: ReadonlyMap<string, CollectionDocument>,
  onProgress: (done: number) => void,
): Promise<RefusalReport> {
  const retriever = laboratory.get(Retriever);
  const library = laboratory.get(DocumentLibrary);
  const ask = async (query: Query) => {
    const request = { ...laboratory.reach, question: query.text, conversation: historyOf(query) };
    return (await retriever.retrieve(request)).confidence;
  };
  const unanswerable: number[] = [];
  for (const group of byRelevant([...answerable.keys()])) {
    const ids = [...(group[0]?.relevant.keys() ?? [])];
    for (const id of ids.flatMap((id) => laboratory.idOf(id) ?? [])) await library.remove(id);
    for (const query of group) unanswerable.push(await ask(query));
    for (const id of ids) {
      const document = documents.get(id);
      if (document) await laboratory.ingest(document);
    }
    onProgress(unanswerable.length);
  }
  const at = (threshold: number): RefusalPoint => ({
    threshold,
    caught: shareBelow(threshold, unanswerable),
    falseAlarms: shareBelow(threshold, [...answerable.values()]),
  });
  const curve = Array.from({ length: 21 }, (_, step) => at(step / 20));
  return { queries: answerable.size, ...at(LEAST_CONFIDENCE), curve };
}

/** Queries with the same relevant documents together, so that these are taken away once. */
function byRelevant(queries: readonly Query[]): Query[][] {
  return [...Map.groupBy(queries, ({ relevant }) => [...relevant.keys()].sort().join('\n')).values()];
}

function shareBelow(threshold: number, confidences: number[]): number {
  return confidences.filter((confidence) => confidence < threshold).length / Math.max(1, confidences.length);
}
