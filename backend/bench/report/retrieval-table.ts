import type { FilledFigures, RetrievalFigures } from '../parts/retrieval.ts';
import { rounded, type Table, verdict } from './cells.ts';

const BUDGET_MS = { server: 60, embedded: 120 };
const LEAST_RECALL = 0.95;
const READER_NAMES = { all: 'of nearly all', twentieth: 'of 5%', hundredth: 'of 1%' } as const;

const MOST_ADDED_TO_GAPS_MS = 50;

export function retrievalTable({ runs, streams }: RetrievalFigures): Table {
  const heading = ['Figure', 'p50 (ms) or value', 'p95 (ms)', 'Recall@10', 'Budget', 'Result'];
  return [heading, ...searchRows(runs), ...streamRows(streams), ...sizeRows(runs, streams)];
}

function searchRows(runs: readonly FilledFigures[]): Table {
  return runs.flatMap(({ database, chunks, searches }) =>
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
}

function streamRows(streams: RetrievalFigures['streams']): Table {
  return streams.flatMap(({ database, quiet, busy }) => [
    [`Between tokens, nothing else going on, ${database}`, rounded(quiet.p50Ms), rounded(quiet.p95Ms), '', '', ''],
    [
      `Between tokens, 10000 chunks being taken in, ${database}`,
      rounded(busy.p50Ms),
      rounded(busy.p95Ms),
      '',
      `at most ${MOST_ADDED_TO_GAPS_MS} ms more`,
      verdict(busy.p95Ms - quiet.p95Ms <= MOST_ADDED_TO_GAPS_MS),
    ],
    [`Longest of them, ${database}`, rounded(busy.longestMs), '', '', '', ''],
  ]);
}

function sizeRows(runs: readonly FilledFigures[], streams: RetrievalFigures['streams']): Table {
  const value = (figure: string, measured: number) => [figure, rounded(measured), '', '', '', ''];
  return [
    ...streams.flatMap(({ database, documentsPerSecond, bytesPerChunk }) => [
      value(`Documents taken in a second, beside the streams, ${database}`, documentsPerSecond),
      value(`Bytes a chunk, taken in one by one, ${database}`, bytesPerChunk),
    ]),
    ...runs.flatMap(({ database, chunks, documentsPerSecond, bytesPerChunk }) => [
      value(`Documents taken in a second, beside ${chunks} chunks, ${database}`, documentsPerSecond),
      value(`Bytes a chunk, ${chunks} chunks, ${database}`, bytesPerChunk),
    ]),
  ];
}
