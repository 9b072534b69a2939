/** `[n]` or `[n, m]` where it stands for sources: not the text of a link, nor the label of a reference. */
const citationMark = /\[([1-9]\d{0,2}(?:, ?[1-9]\d{0,2})*)\](?![(:]|\[(?!\d))/g;

/** Text and citation marks in the order in which they stand. */
export type TextPiece = { readonly text: string } | { readonly n: number };

/** Splits text at the marks whose numbers are all known. */
export function splitAtCitations(text: string, isKnown: (n: number) => boolean): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(citationMark)) {
    const numbers = (match[1] ?? '').split(',').map(Number);
    if (numbers.every(isKnown)) {
      pieces.push({ text: text.slice(end, match.index) }, ...numbers.map((n) => ({ n })));
      end = match.index + match[0].length;
    }
  }
  return [...pieces, { text: text.slice(end) }].filter((piece) => 'n' in piece || piece.text !== '');
}
