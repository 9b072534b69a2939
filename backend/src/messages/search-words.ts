import type { SearchHit } from '@chatkit/contract';

/** Scripts without spaces between words, as the function `search_vector` in the database has them. */
const UNSPACED =
  '\\u{E00}-\\u{EFF}\\u{1000}-\\u{109F}\\u{1780}-\\u{17FF}\\u{3040}-\\u{30FF}\\u{3400}-\\u{4DBF}\\u{4E00}-\\u{9FFF}\\u{F900}-\\u{FAFF}\\u{FF66}-\\u{FF9F}\\u{20000}-\\u{3FFFF}';
const UNSPACED_WORD = new RegExp(`^[${UNSPACED}]`, 'u');
const WORD = new RegExp(`[${UNSPACED}]+|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+`, 'gu');
const WORDS_AT_MOST = 10;
const BEFORE = 60;
const LENGTH = 180;

/** The words to search for. They consist of letters, marks and digits only. */
export function wordsIn(query: string): string[] {
  return (query.normalize('NFC').match(WORD) ?? []).slice(0, WORDS_AT_MOST);
}

/** What `to_tsquery` takes: each word, or how one begins; letters of scripts without spaces as a phrase. */
export function toTextQuery(words: readonly string[]): string {
  return words
    .map((word) => {
      const letters = [...word];
      if (UNSPACED_WORD.test(word)) return `(${letters.join(' <-> ')})`;
      return letters.length > 1 ? `${word}:*` : word;
    })
    .join(' & ');
}

/** A piece of the text around the first of the words, on one line, and where they stand in it. */
export function snippetOf(content: string, words: readonly string[]): Pick<SearchHit, 'text' | 'marks'> {
  const line = content.replace(/\s+/g, ' ').trim();
  const first = line.search(patternOf(words));
  const start = first > BEFORE ? wordBoundary(line, first - BEFORE) : 0;
  const end = Math.min(line.length, start + LENGTH);
  const piece = line.slice(start, end).toWellFormed();
  const text = `${start > 0 ? '… ' : ''}${piece}${end < line.length ? ' …' : ''}`;
  return { text, marks: marksIn(text, words) };
}

/** Where the words stand in a text, in their order there. */
export function marksIn(text: string, words: readonly string[]): SearchHit['marks'] {
  return Array.from(text.matchAll(patternOf(words)), ({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
  }));
}

/** Longer words first: of two that begin alike the longer one is marked. */
function patternOf(words: readonly string[]): RegExp {
  const patterns = [...words]
    .sort((one, other) => other.length - one.length)
    .map((word) => (UNSPACED_WORD.test(word) ? word : `(?<=^|[^\\p{L}\\p{M}\\p{N}]|[${UNSPACED}])${word}`));
  return new RegExp(patterns.join('|'), 'giu');
}

/** The beginning of the word at a place, where it is near. */
function wordBoundary(text: string, place: number): number {
  const space = text.indexOf(' ', place);
  return space >= 0 && space < place + BEFORE / 2 ? space + 1 : place;
}
