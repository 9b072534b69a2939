import { sentencesOf } from '../../llm/sentences.js';
import { isAskingWord } from './asking-words.js';
import { spaceWords } from './script.js';

/** What of a question a passage has: shares from 0 to 1. */
export interface Evidence {
  /** Of the terms, by rarity; also those that stand inside other words. */
  coverage: number;
  /** Of the terms, by rarity; whole ones alone. */
  exactCoverage: number;
  /** As `coverage`, of the sentence that has most. */
  sentenceCoverage: number;
  /** Of the pairs of words that follow each other: those that stand near each other. */
  neighbours: number;
  /** Of the names and numbers: those that it does not have. */
  missingNames: number;
}

/** A term of the question, as the index reads it. */
export interface AskedTerm {
  lexeme: string;
  /** Its rarity. */
  weight: number;
  /** Whether the passage holds it as a whole. */
  held: boolean;
}

const NEARBY_WORDS = 5;
/** Inflected forms and stems begin alike, so that words without a term are those that the index leaves out. */
const STEM_LETTERS = 3;
/** Words that begin with a capital, but for the first of a sentence, and numbers. */
const NAME = /(?<=[^\s.!?][^\S\n]["'“„»(]?)\p{Lu}[\p{L}\p{N}'’-]*|\p{N}[\p{N}.,]*/gu;
const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Compares a question, all of its texts in one, with a passage. */
export function evidenceOf(question: string, terms: AskedTerm[], passage: { title: string; text: string }): Evidence {
  const all = searchable(`${passage.title}\n${passage.text}`);
  const inSentences = Array.from(sentencesOf(passage.text), ({ start, end }) => {
    const sentence = searchable(passage.text.slice(start, end));
    return shareHeld(terms, ({ lexeme }) => standsIn(sentence, lexeme));
  });
  return {
    coverage: shareHeld(terms, ({ held, lexeme }) => held || standsIn(all, lexeme)),
    exactCoverage: shareHeld(terms, ({ held }) => held),
    sentenceCoverage: Math.max(0, ...inSentences),
    neighbours: neighboursIn(question, terms, passage.text),
    missingNames: missingNames(question, all),
  };
}

function shareHeld(terms: AskedTerm[], isHeld: (term: AskedTerm) => boolean): number {
  const total = terms.reduce((sum, { weight }) => sum + weight, 0);
  const held = terms.reduce((sum, term) => sum + (isHeld(term) ? term.weight : 0), 0);
  return total === 0 ? 0 : held / total;
}

function searchable(text: string): string {
  const content = text.toLowerCase();
  // Where words stand without spaces, segmentation differs with what stands around them.
  return spaceWords(content) === content ? content : content.replace(/\s+/g, '');
}

/** Whether a term stands in a text as a part of other words: compounds, and endings that a stemmer does not know. */
function standsIn(text: string, lexeme: string): boolean {
  if (lexeme.length < 2) return false;
  if (text.includes(lexeme)) return true;
  return lexeme.length >= 6 && text.includes(beginning(lexeme, 0.6));
}

function neighboursIn(question: string, terms: AskedTerm[], text: string): number {
  const stems = new Set(terms.map(({ lexeme }) => lexeme.slice(0, STEM_LETTERS)));
  const asked = wordsOf(question).filter((word) => stems.has(word.slice(0, STEM_LETTERS)) && !isAskingWord(word));
  const places = Map.groupBy(wordsOf(text).map(beginningAt), ({ beginning }) => beginning);
  const placesOf = (word = '') => places.get(beginning(word, 0.7)) ?? [];
  const isNear = (first: string, index: number) => {
    const next = placesOf(asked[index + 1]);
    return placesOf(first).some((a) => next.some((b) => a !== b && Math.abs(a.place - b.place) <= NEARBY_WORDS));
  };
  const pairs = asked.length - 1;
  return pairs > 0 ? asked.slice(0, -1).filter(isNear).length / pairs : 0;
}

function beginningAt(word: string, place: number): { beginning: string; place: number } {
  return { beginning: beginning(word, 0.7), place };
}

function wordsOf(text: string): string[] {
  return Array.from(words.segment(text.toLowerCase())).flatMap(({ segment, isWordLike }) =>
    isWordLike ? [segment] : [],
  );
}

function missingNames(question: string, text: string): number {
  const names = Array.from(question.matchAll(NAME), ([name]) => name.toLowerCase().replace(/['’]s$|[.,]+$/g, ''));
  const missing = names.filter((name) => !text.includes(beginning(name, 0.8, 4)));
  return names.length === 0 ? 0 : missing.length / names.length;
}

/** Most of a word: inflected forms begin alike. */
function beginning(word: string, share: number, least = 5): string {
  return word.slice(0, Math.max(least, Math.ceil(word.length * share)));
}
