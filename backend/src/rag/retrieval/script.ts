const UNSPACED_LETTER =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;
const LETTER = /\p{L}/gu;

/** Whether most letters are of a script that puts no spaces between words. */
export function isMostlyUnspaced(text: string): boolean {
  return countMatches(text, UNSPACED_LETTER) * 2 > countMatches(text, LETTER);
}

/** Whether any letter is of a script that puts no spaces between words. */
export function hasUnspacedScript(text: string): boolean {
  return text.search(UNSPACED_LETTER) !== -1;
}

let wordSegmenter: Intl.Segmenter | undefined;

/** The text as PostgreSQL's parser needs it: with spaces between words that were written without. */
export function spaceWords(text: string): string {
  if (!hasUnspacedScript(text)) return text;
  wordSegmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  return Array.from(wordSegmenter.segment(text), ({ segment }) => segment).join(' ');
}

/** About how many words a text has; letters of unspaced scripts count as half a word each. */
export function countWords(text: string): number {
  return countMatches(text, /[^\s]+/g) + Math.floor(countMatches(text, UNSPACED_LETTER) / 2);
}

function countMatches(text: string, pattern: RegExp): number {
  let count = 0;
  for (const _ of text.matchAll(pattern)) count += 1;
  return count;
}
