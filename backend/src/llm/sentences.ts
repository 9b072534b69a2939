/** A stretch of a text, by offsets in UTF-16 code units; `end` is exclusive. */
export interface Span {
  start: number;
  end: number;
}

let segmenter: Intl.Segmenter | undefined;

/** The segmenter takes any of these for an end, also within an address or code: `?sslmode=require`. */
const ENDS_WITHOUT_SPACE = /[\p{ASCII}&&\S]$/v;

/** The sentences of a paragraph, white space around them included. A line break within it ends none. */
export function* sentencesOf(paragraph: string): Generator<Span> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' });
  // Same length, so that the offsets stay true; the segmenter would end a sentence at each line break.
  const oneLine = paragraph.replace(/\s/g, ' ');
  let start = 0;
  for (const { index, segment } of segmenter.segment(oneLine)) {
    const end = index + segment.length;
    if (end < oneLine.length && ENDS_WITHOUT_SPACE.test(segment)) continue;
    yield { start, end };
    start = end;
  }
}
