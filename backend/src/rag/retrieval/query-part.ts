import { spaceWords } from './script.js';

const LONGEST_PART = 4_096;
const LONGEST_TEXT = 4_096;

/** A piece of what is searched for. */
export interface QueryPart {
  text: string;
  weight: number;
  /** Only this many of its rarest terms count; left out, all do. */
  keywords?: number;
}

/**
 * The parts as arrays for a statement: contents, weights, how many keywords. Words stand apart in every script: other
 * configurations than `simple` find nothing in the words of unspaced ones.
 */
export function queryColumns(parts: readonly QueryPart[]): [string[], number[], (number | null)[]] {
  return [
    parts.map(({ text }) => spaceWords(text.slice(0, LONGEST_PART).toWellFormed().replaceAll('\0', ''))),
    parts.map(({ weight }) => weight),
    parts.map(({ keywords }) => keywords ?? null),
  ];
}

/** The parts as one text for a model. Keywords are for the search by words: as a text they say nothing. */
export function textOf(parts: readonly QueryPart[]): string {
  const texts = parts.filter(({ keywords }) => keywords === undefined).map(({ text }) => text);
  return texts.join('\n').slice(0, LONGEST_TEXT).toWellFormed();
}
