import type { SearchHit } from '@chatkit/contract';

/** A stretch of text, marked or not. */
export interface MarkedText {
  readonly text: string;
  readonly marked: boolean;
}

/** The text in order, cut where its marks begin and end. Marks that overlap or lie outside are left out. */
export function splitMarks({ text, marks }: Pick<SearchHit, 'text' | 'marks'>): readonly MarkedText[] {
  const pieces: MarkedText[] = [];
  let place = 0;
  for (const { start, end } of marks) {
    if (start >= place && start < end && end <= text.length) {
      pieces.push({ text: text.slice(place, start), marked: false }, { text: text.slice(start, end), marked: true });
      place = end;
    }
  }
  return [...pieces, { text: text.slice(place), marked: false }].filter((piece) => piece.text !== '');
}
