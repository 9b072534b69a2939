import type { PageFigures } from '../parts/page.ts';
import type { StartFigures } from '../parts/start.ts';
import { budgeted, rounded, type Table } from './cells.ts';

const WARM_START_BUDGET_MS = 6_000;
const RESIDENT_BUDGET_MB = 450;
const INITIAL_PAGE_BUDGET_KB = 250;

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
