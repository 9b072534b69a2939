const WORD = /[\p{L}\p{N}]+/gu;

const STOP_WORDS = new Set(
  `a about after all also am an and any are as at be because been before being between both but by can could did do does
  doing done during each for from further get had has have having he her here hers him his how i if in into is it its just
  let me more most my no nor not of off on once only or other our out over own please same she should so some such tell
  than that the their them then there these they this those through to too under until up us use very was we were what when
  where which while who whom why will with would you your`.split(/\s+/),
);

const ENDINGS = ['ations', 'ation', 'ings', 'ing', 'ies', 'ied', 'ers', 'ed', 'es', 'er', 'ly', 's', 'e', 'y'];
const SHORTEST_STEM = 3;

let segmenter: Intl.Segmenter | undefined;

/** The words of a text that carry meaning, in lower case and without common English endings, in order. */
export function meaningfulWords(text: string): string[] {
  return wordsOf(text.toLowerCase())
    .filter((word) => !STOP_WORDS.has(word))
    .map(stem);
}

function wordsOf(text: string): string[] {
  const isAscii = !/[^\p{ASCII}]/u.test(text);
  if (isAscii) return text.match(WORD) ?? [];
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  return Array.from(segmenter.segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}

function stem(word: string): string {
  const ending = ENDINGS.find(
    (candidate) => word.endsWith(candidate) && word.length - candidate.length >= SHORTEST_STEM,
  );
  return ending === undefined ? word : word.slice(0, -ending.length);
}
