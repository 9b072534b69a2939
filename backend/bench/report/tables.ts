import type { PageFigures } from '../parts/page.ts';
import type { Comparison } from '../parts/pairs.ts';
import type { StartFigures } from '../parts/start.ts';
import type { TurnFigures } from '../parts/turn-measurement.ts';

/** Rows of cells; the first row is the heading. */
export type Table = string[][];

const WARM_START_BUDGET_MS = 6_000;
const RESIDENT_BUDGET_MB = 450;
const INITIAL_PAGE_BUDGET_KB = 250;

export function turnTable(figures: TurnFigures): Table {
  return [
    ['Figure', 'Floor', 'Product', 'Product / floor'],
    compared('Turns per second, 1 reader', figures.turnsPerSecondAlone),
    compared('Turns per second, 50 readers', figures.turnsPerSecondCrowded),
    compared('CPU per turn, 1 reader (ms)', figures.cpuMsPerTurnAlone),
    compared('CPU per turn, 50 readers (ms)', figures.cpuMsPerTurnCrowded),
    compared('Added time to first token, p50 (ms)', figures.firstTokenAddedMsP50),
    compared('Added time to first token, p95 (ms)', figures.firstTokenAddedMsP95),
    compared('CPU per token, 50 paced streams (µs)', figures.cpuMicrosecondsPerPacedToken),
    compared('Heap per open stream (kB)', figures.heapKbPerOpenStream),
    compared('Buffers outside the heap per open stream (kB)', figures.bufferKbPerOpenStream),
    ['One search alone, with its request: CPU (ms)', '', rounded(figures.searchCpuMs), ''],
  ];
}

export function startTable(figures: StartFigures): Table {
  const { coldStartMs, warmStartMs, residentAfterStartMb, residentAfterTurnsMb, turns } = figures;
  return [
    ['Figure', 'Measured', 'Budget', 'Result'],
    ['Cold start, empty data directory (s)', rounded(coldStartMs / 1_000), '', ''],
    budgeted('Warm start (s)', warmStartMs / 1_000, WARM_START_BUDGET_MS / 1_000),
    budgeted('Resident memory after the start (MB)', residentAfterStartMb, RESIDENT_BUDGET_MB),
    budgeted(`Resident memory after ${turns} turns (MB)`, residentAfterTurnsMb, RESIDENT_BUDGET_MB),
  ];
}

export function pageTable({ initialKb, chatKb }: PageFigures): Table {
  return [
    ['Figure', 'Measured', 'Budget', 'Result'],
    budgeted('Initial page, gzipped (kB)', initialKb, INITIAL_PAGE_BUDGET_KB),
    ['The chat, loaded when it is opened, gzipped (kB)', rounded(chatKb), '', ''],
  ];
}

function compared(figure: string, { floor, product, ratio }: Comparison): string[] {
  return [figure, rounded(floor), rounded(product), ratio === undefined ? '' : `${ratio.toFixed(2)}x`];
}

function budgeted(figure: string, measured: number, budget: number): string[] {
  return [figure, rounded(measured), `at most ${budget}`, measured <= budget ? 'met' : 'missed'];
}

function rounded(value: number | undefined): string {
  if (value === undefined) return '';
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
