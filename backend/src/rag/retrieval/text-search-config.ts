import { hasUnspacedScript, isMostlyUnspaced } from './script.js';

/** PostgreSQL's stemmers by ISO 639-1 code; all of them are part of version 14 and later. */
const STEMMERS = {
  ar: 'arabic',
  ca: 'catalan',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  hi: 'hindi',
  hu: 'hungarian',
  hy: 'armenian',
  it: 'italian',
  lt: 'lithuanian',
  ms: 'indonesian',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
} as const;

/** How PostgreSQL's text search reads a text: with the stemmer of its language, or word by word as they stand. */
export type TextSearchConfig = (typeof STEMMERS)[keyof typeof STEMMERS] | 'simple';

/**
 * How to index a passage of a document in `language` (ISO 639-1; null: not known). Without a stemmer, words count as they
 * stand. Where no language could be told, the text is short or code, and English costs other Latin scripts little.
 */
export function configFor(passage: string, language: string | null): TextSearchConfig {
  if (hasUnspacedScript(passage) && isMostlyUnspaced(passage)) return 'simple';
  if (language === null) return 'english';
  return language in STEMMERS ? STEMMERS[language as keyof typeof STEMMERS] : 'simple';
}
