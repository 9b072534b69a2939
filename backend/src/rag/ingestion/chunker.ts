import type { CreateDocument } from '@chatkit/contract';
import { type Span, sentencesOf } from '../../llm/sentences.js';
import { markdownBlocks } from './markdown-blocks.js';
import { countWords } from '../retrieval/script.js';
import { linesOf, plainTextBlocks, type TextBlock } from './text-block.js';

/** A passage of a text: `text.slice(start, end)`. */
export interface Chunk {
  position: number;
  /** Headings above the passage, outermost first. */
  headingPath: string[];
  start: number;
  end: number;
}

const FEWEST_WORDS_OF_A_SECTION = 15;
const ENOUGH_WORDS = 150;
const MOST_WORDS = 250;
const LONGEST_PIECE = 2_000;
const LONGEST_CHUNK = 4_000;

/** What is never cut: a sentence, a short block, a line of a long one. */
interface Piece {
  block: TextBlock;
  start: number;
  end: number;
  words: number;
}

/**
 * Cuts a text into passages of 150 to 250 words, at headings, block ends and sentences. Together they hold everything but
 * white space and front matter, once. Yields as it goes, so that a caller can let others run in between.
 */
export function* chunksOf(text: string, mediaType: CreateDocument['mediaType']): Generator<Chunk> {
  const blocks = mediaType === 'text/plain' ? plainTextBlocks(text) : markdownBlocks(text);
  const open = new OpenChunk();
  for (const block of blocks) {
    const words = countWords(text.slice(block.start, block.end));
    if (open.shouldEndBefore(block, words)) yield open.close();
    for (const piece of piecesOf(text, block, words)) {
      if (!open.hasRoomFor(piece)) yield open.close();
      open.add(piece);
    }
  }
  if (!open.empty) yield open.close();
}

class OpenChunk {
  #pieces: Piece[] = [];
  #words = 0;
  #position = 0;

  get empty(): boolean {
    return this.#pieces.length === 0;
  }

  /** A section starts a chunk unless the one before is tiny; a block that would not fit starts one when enough is there. */
  shouldEndBefore(block: TextBlock, words: number): boolean {
    if (this.empty || this.#endsWithHeading()) return false;
    if (block.kind === 'heading') return this.#words >= FEWEST_WORDS_OF_A_SECTION;
    return this.#words >= ENOUGH_WORDS && this.#words + words > MOST_WORDS;
  }

  hasRoomFor(piece: Piece): boolean {
    const [first] = this.#pieces;
    if (!first || (this.#endsWithHeading() && this.#words < ENOUGH_WORDS)) return true;
    return this.#words + piece.words <= MOST_WORDS && piece.end - first.start <= LONGEST_CHUNK;
  }

  add(piece: Piece): void {
    this.#pieces.push(piece);
    this.#words += piece.words;
  }

  close(): Chunk {
    const body = this.#pieces.find(({ block }) => block.kind !== 'heading') ?? this.#pieces.at(-1);
    const chunk = {
      position: this.#position++,
      headingPath: body?.block.headingPath ?? [],
      start: this.#pieces[0]?.start ?? 0,
      end: this.#pieces.at(-1)?.end ?? 0,
    };
    this.#pieces = [];
    this.#words = 0;
    return chunk;
  }

  #endsWithHeading(): boolean {
    return this.#pieces.at(-1)?.block.kind === 'heading';
  }
}

function* piecesOf(text: string, block: TextBlock, words: number): Generator<Piece> {
  const whole = { start: block.start, end: block.end };
  const fits = words <= MOST_WORDS && block.end - block.start <= LONGEST_PIECE;
  for (const part of fits ? [whole] : partsOf(text, block)) {
    for (const { start, end } of cutToLength(text, part)) {
      const piece = trim(text, start, end);
      if (piece.start < piece.end) {
        yield { block, ...piece, words: fits ? words : countWords(text.slice(piece.start, piece.end)) };
      }
    }
  }
}

function* partsOf(text: string, block: TextBlock): Generator<Span> {
  const content = text.slice(block.start, block.end);
  const parts = block.kind === 'prose' ? sentencesOf(content) : linesOf(content, 0);
  for (const { start, end } of parts) yield { start: block.start + start, end: block.start + end };
}

function* cutToLength(text: string, { start, end }: Span): Generator<Span> {
  let from = start;
  while (end - from > LONGEST_PIECE) {
    const space = text.slice(from, from + LONGEST_PIECE).lastIndexOf(' ');
    const cut = space > 0 ? from + space : atCodePoint(text, from + LONGEST_PIECE);
    yield { start: from, end: cut };
    from = cut;
  }
  yield { start: from, end };
}

function atCodePoint(text: string, offset: number): number {
  const unit = text.charCodeAt(offset);
  const splitsPair = unit >= 0xdc00 && unit <= 0xdfff;
  return splitsPair ? offset - 1 : offset;
}

function trim(text: string, start: number, end: number): Span {
  const part = text.slice(start, end);
  const lead = part.length - part.trimStart().length;
  return { start: start + lead, end: start + Math.max(lead, part.trimEnd().length) };
}
