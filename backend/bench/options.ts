import { parseArgs } from 'node:util';

const PARTS = ['turns', 'recovery', 'start', 'page'] as const;
export type Part = (typeof PARTS)[number];

export interface Options {
  parts: readonly Part[];
  /** How long the rounds of turns take in all. */
  seconds: number;
  /** File that gets the figures as JSON. */
  json: string | undefined;
  /** Directory that gets a CPU profile of the product; its figures are not kept then. */
  profile: string | undefined;
}

/** Throws when the command line is not understood. */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      seconds: { type: 'string', default: '180' },
      json: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const { only, json, profile } = values;
  const parts = PARTS.filter((part) => only === undefined || part === only);
  if (parts.length === 0) throw new Error(`--only takes one of: ${PARTS.join(', ')}`);
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) throw new Error('--seconds takes a number above 0');
  return { parts, seconds, json, profile };
}
