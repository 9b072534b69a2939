import type { DocumentText } from '@chatkit/contract';
import { MarkdownStream } from '../markdown/markdown-stream';

/** A piece of a document's text as it is shown. */
export interface DocumentPiece {
  readonly start: number;
  readonly source: string;
  /** Whether it belongs to the cited passage. */
  readonly cited: boolean;
}

/** The pieces of a document around a passage. */
export interface SplitDocument {
  readonly pieces: readonly DocumentPiece[];
  /** Whether text before or after was left out. */
  readonly cut: boolean;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** More than this at once would make a browser slow. */
const shownBlocks = 300;

/** Splits a document's text into blocks and marks those of the passage; long documents are cut around it. */
export function splitDocument(document: DocumentText, passage: Span | null, whole: boolean): SplitDocument {
  const blocks =
    document.mediaType === 'text/plain' ? plainBlocks(document.text, passage) : markdownBlocks(document, passage);
  const center = Math.max(
    0,
    blocks.findIndex((block) => block.cited),
  );
  const from = Math.max(0, center - shownBlocks / 2);
  const pieces = whole ? blocks : blocks.slice(from, from + shownBlocks);
  return { pieces, cut: pieces.length < blocks.length };
}

function markdownBlocks({ text }: DocumentText, passage: Span | null): readonly DocumentPiece[] {
  const cited = passage === null ? null : withoutCarriageReturns(text, passage);
  return new MarkdownStream().update(text, true).map((block) => ({
    start: block.start,
    source: block.source,
    cited: cited !== null && block.start < cited.end && block.end > cited.start,
  }));
}

function plainBlocks(text: string, passage: Span | null): readonly DocumentPiece[] {
  const { start, end } = passage ?? { start: 0, end: 0 };
  return [
    { start: 0, source: text.slice(0, start), cited: false },
    { start, source: text.slice(start, end), cited: true },
    { start: end, source: text.slice(end), cited: false },
  ].filter((piece) => piece.source !== '');
}

/** Blocks are counted in text with plain line ends. */
function withoutCarriageReturns(text: string, { start, end }: Span): Span {
  const removedBefore = (offset: number) => text.slice(0, offset).match(/\r\n/g)?.length ?? 0;
  return { start: start - removedBefore(start), end: end - removedBefore(end) };
}
