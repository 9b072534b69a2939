import type { Comparison } from '../parts/turns/comparison.ts';
import type { ByLength } from '../parts/turns/thread-length.ts';
import type { TurnFigures } from '../parts/turns.ts';
import { rounded, type Table, verdict } from './cells.ts';

const CPU_PER_TURN = { ratio: 2.5 };
const RESIDENT_TARGET_MB = 1_024;
const LENGTH_TARGET = 1.15;

/** What the product with retrieval off is to keep to: a ratio to the floor, or so many milliseconds above it. */
type Target = { ratio: number } | { aboveMs: number };

export function turnTable(figures: TurnFigures): Table {
  const { alone, crowded, thronged, pacedAt50, pacedAt500, database, threadLength, memory } = figures;
  const residentMb = memory.residentMbWithManyStreams;
  return [
    ['Figure', 'Floor', 'Product, retrieval off', 'x floor', 'Product', 'x floor', 'Target, retrieval off', 'Result'],
    compared('Turns per second, 1 reader', alone.turnsPerSecond),
    compared('Turns per second, 50 readers', crowded.turnsPerSecond),
    compared('Turns per second, 500 readers', thronged.turnsPerSecond),
    compared('CPU per turn, 1 reader (ms)', alone.cpuMsPerTurn, CPU_PER_TURN),
    compared('CPU per turn, 50 readers (ms)', crowded.cpuMsPerTurn, CPU_PER_TURN),
    compared('CPU per turn, 500 readers (ms)', thronged.cpuMsPerTurn, CPU_PER_TURN),
    compared('CPU per token, 50 paced streams (µs)', pacedAt50.cpuMicrosecondsPerToken, { ratio: 1.3 }),
    compared('Added time to first token, 1 reader, p50 (ms)', alone.firstTokenAddedMs.p50),
    compared('Added time to first token, 1 reader, p95 (ms)', alone.firstTokenAddedMs.p95),
    compared('Added time to first token, 50 paced streams, p50 (ms)', pacedAt50.firstTokenAddedMs.p50, { aboveMs: 2 }),
    compared('Added time to first token, 50 paced streams, p95 (ms)', pacedAt50.firstTokenAddedMs.p95),
    compared('Added time to first token, 500 paced streams, p50 (ms)', pacedAt500.firstTokenAddedMs.p50),
    compared('Added time to first token, 500 paced streams, p95 (ms)', pacedAt500.firstTokenAddedMs.p95),
    ...(database
      ? [
          compared('Statements per turn', database.statementsPerTurn),
          compared('WAL per turn (kB)', database.walKbPerTurn),
        ]
      : []),
    compared('Heap per open stream (kB)', memory.heapKbPerOpenStream, { ratio: 2 }),
    compared('Buffers outside the heap per open stream (kB)', memory.bufferKbPerOpenStream),
    [
      'Resident memory with 1,000 open streams (MB)',
      ...['', '', '', rounded(residentMb), '', `at most ${RESIDENT_TARGET_MB}`],
      verdict(residentMb <= RESIDENT_TARGET_MB),
    ],
    ...(threadLength
      ? [
          ...lengthRows('CPU per turn', threadLength.cpuMsPerTurn),
          ...lengthRows('Time to first token', threadLength.firstTokenMs),
        ]
      : []),
    ['One search alone, with its request: CPU (ms)', '', '', '', rounded(figures.searchCpuMs), '', '', ''],
  ];
}

function compared(figure: string, { floor, withoutRetrieval, product }: Comparison, target?: Target): string[] {
  return [
    figure,
    rounded(floor?.value),
    rounded(withoutRetrieval?.value),
    times(withoutRetrieval?.ratio),
    rounded(product?.value),
    times(product?.ratio),
    ...judged(withoutRetrieval, target),
  ];
}

function judged(measured: Comparison['product'], target: Target | undefined): [string, string] {
  const { ratio = NaN, difference = NaN } = measured ?? {};
  if (!target || !measured) return ['', ''];
  if ('ratio' in target) return [`at most ${target.ratio}x`, verdict(ratio <= target.ratio)];
  return [`at most floor + ${target.aboveMs}`, verdict(difference <= target.aboveMs)];
}

function lengthRows(figure: string, { short, full, long, ratio }: ByLength): string[][] {
  const target = [`at most ${LENGTH_TARGET}x the one of 250`, `${verdict(ratio <= LENGTH_TARGET)} (${times(ratio)})`];
  return [
    [`${figure}, thread of 10 messages (ms)`, '', rounded(short), '', '', '', '', ''],
    [`${figure}, thread of 250 messages (ms)`, '', rounded(full), '', '', '', '', ''],
    [`${figure}, thread of 5,000 messages (ms)`, '', rounded(long), '', '', '', ...target],
  ];
}

function times(ratio: number | undefined): string {
  return ratio === undefined ? '' : `${ratio.toFixed(2)}x`;
}
