/** Rows of cells; the first row is the heading. */
export type Table = string[][];

export function budgeted(figure: string, measured: number, budget: number): string[] {
  return [figure, rounded(measured), `at most ${budget}`, verdict(measured <= budget)];
}

export function verdict(isMet: boolean): string {
  return isMet ? 'met' : 'missed';
}

export function rounded(value: number | undefined): string {
  if (value === undefined) return '';
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
