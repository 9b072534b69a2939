import { BUDGETS, type PageSizes } from '../../../scripts/page-sizes.mjs';
import type { StartFigures } from '../parts/start.ts';
import { budgeted, rounded, type Table } from './cells.ts';

const WARM_START_BUDGET_MS = 6_000;
const RESIDENT_BUDGET_MB = 450;

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

export function pageTable({ loader, floating, initial, page }: PageSizes): Table {
  return [
    ['Figure', 'Measured', 'Budget', 'Result'],
    budgeted('The script of `<chat-kit>` with its button, gzipped (kB)', loader, BUDGETS.loader),
    budgeted('The same with the chat, when it is opened, gzipped (kB)', floating, BUDGETS.floating),
    ['The portal before anybody is signed in, gzipped (kB)', rounded(initial), '', ''],
    budgeted('The portal with the chat, gzipped (kB)', page, BUDGETS.page),
  ];
}
