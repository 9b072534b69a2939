import { createRequire } from 'node:module';

type Encoding = typeof import('gpt-tokenizer/encoding/cl100k_base');

/** Counting takes more than linear time inside one unbroken word, so that no piece may be long. */
const LONGEST_PIECE = 512;
/** Rules, questions and passages are counted again and again. */
const REMEMBER_AT_MOST = 1_000;
const LONGEST_TO_REMEMBER = 8_192;
const TEXT_ONLY = { disallowedSpecial: new Set<string>() };

const require = createRequire(import.meta.url);
let encoding: Encoding | undefined;
const counted = new Map<string, number>();

/**
 * How many tokens a text is for a language model. Models count differently; this encoding counts a little more than newer
 * ones, so that a budget holds.
 */
export function countTokens(text: string): number {
  if (text.length > LONGEST_TO_REMEMBER) return count(text);
  const tokens = counted.get(text) ?? count(text);
  counted.delete(text); // the text counted last is the last to be forgotten
  counted.set(text, tokens);
  const [oldest] = counted.keys();
  if (counted.size > REMEMBER_AT_MOST && oldest !== undefined) counted.delete(oldest);
  return tokens;
}

function count(text: string): number {
  // Loaded at the first count: the vocabulary takes a moment and 45 MB.
  encoding ??= require('gpt-tokenizer/cjs/encoding/cl100k_base') as Encoding;
  let tokens = 0;
  for (let start = 0; start < text.length; start += LONGEST_PIECE) {
    tokens += encoding.countTokens(text.slice(start, start + LONGEST_PIECE), TEXT_ONLY);
  }
  return tokens;
}
