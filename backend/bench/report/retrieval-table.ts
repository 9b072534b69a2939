import type { RetrievalFigures } from '../parts/retrieval.ts';
import { rounded, type Table, verdict } from './cells.ts';

const BUDGET_MS = { server: 60, embedded: 120 };
const LEAST_RECALL = 0.95;
const READER_NAMES = { all: 'of nearly all', twentieth: 'of 5%', hundredth: 'of 1%' } as const;

export function retrievalTable({ runs }: { runs: readonly RetrievalFigures[] }): Table {
  const searches = runs.flatMap(({ database, chunks, searches }) =>
    (Object.keys(READER_NAMES) as (keyof typeof READER_NAMES)[]).map((reader) => {
      const { p50Ms, p95Ms, recall10 } = searches[reader];
      return [
        `Search ${READER_NAMES[reader]}, ${chunks} chunks, ${database}`,
        rounded(p50Ms),
        rounded(p95Ms),
        recall10.toFixed(3),
        `at most ${BUDGET_MS[database]} ms, recall at least ${LEAST_RECALL}`,
        verdict(p95Ms <= BUDGET_MS[database] && recall10 >= LEAST_RECALL),
      ];
    }),
  );
  const others = runs.flatMap(({ database, chunks, bytesPerChunk, documentsPerSecond }) => [
    [`Documents taken in a second, ${chunks} chunks, ${database}`, rounded(documentsPerSecond), '', '', '', ''],
    [`Bytes a chunk, ${chunks} chunks, ${database}`, rounded(bytesPerChunk), '', '', '', ''],
  ]);
  return [['Figure', 'p50 (ms) or value', 'p95 (ms)', 'Recall@10', 'Budget', 'Result'], ...searches, ...others];
}
