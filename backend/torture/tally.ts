import { type Kind, KINDS, type Outcome } from './kinds.ts';

export type Counts = Partial<Record<Kind | Outcome, number>>;

/** What happened, counted by kind, and what should not have. */
export class Tally {
  readonly violations: string[] = [];
  #counts: Counts = {};

  count(kind: Kind | Outcome, by = 1): void {
    this.#counts[kind] = (this.#counts[kind] ?? 0) + by;
  }

  violated(what: string, facts?: unknown): void {
    const text = facts === undefined ? what : `${what}\n${JSON.stringify(facts, null, 2)}`;
    this.violations.push(text);
    console.error(`VIOLATION: ${text}`);
  }

  /** The counts since they were last taken. */
  take(): Counts {
    const taken = this.#counts;
    this.#counts = {};
    return taken;
  }
}

/** The counts by group, in a line. */
export function summarize(counts: Counts): string {
  const groups: Record<string, number> = {};
  for (const [kind, count] of Object.entries(counts)) {
    const group = kind in KINDS ? KINDS[kind as Kind] : kind;
    groups[group] = (groups[group] ?? 0) + count;
  }
  return Object.entries(groups)
    .map(([group, count]) => `${count} ${group}`)
    .join(', ');
}
