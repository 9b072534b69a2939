import { parseArgs } from 'node:util';

export interface Options {
  /** Chooses the faults. */
  seed: number;
  minutes: number;
  /** Whether the counts are added to docs/reliability.md. */
  record: boolean;
}

/** Throws when the command line is not understood. */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '2' },
      record: { type: 'boolean', default: false },
    },
  });
  const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
  if (!Number.isInteger(seed)) throw new Error('--seed takes a whole number');
  if (!(minutes > 0)) throw new Error('--minutes takes a number above 0');
  return { seed, minutes, record: values.record };
}
