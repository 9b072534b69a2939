import { parseArgs } from 'node:util';

const PARTS = ['turns', 'routes', 'recovery', 'retrieval', 'start', 'page', 'renderer'] as const;
export type Part = (typeof PARTS)[number];

export interface Options {
  parts: readonly Part[];
  /** How long the rounds of turns take in all. */
  seconds: number;
  /** How many chunks are searched, smallest first. */
  chunks: readonly number[];
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
      chunks: { type: 'string', default: '10000,100000' },
      json: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const { only, json, profile } = values;
  const parts = PARTS.filter((part) => only === undefined || part === only);
  if (parts.length === 0) throw new Error(`--only takes one of: ${PARTS.join(', ')}`);
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) throw new Error('--seconds takes a number above 0');
  const chunks = values.chunks.split(',').map(Number);
  if (!chunks.every((count) => count >= 1_000))
    throw new Error('--chunks takes numbers from 1000, with commas between');
  return { parts, seconds, chunks, json, profile };
}
