import type { Table } from './cells.ts';

/** Prints a table with its columns aligned. */
export function printTable(title: string, table: Table): void {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('   ');
  const lines = table.map(line);
  lines.splice(1, 0, '-'.repeat(lines[0]?.length ?? 0));
  console.log(`\n${title}\n\n${lines.join('\n')}\n`);
}
