import { type Line, linesOf, type TextBlock } from './text-block.js';

const LONGEST_HEADING = 200;
/** No heading is looked for beyond: patterns stay quick on lines without end. */
const LONGEST_HEADING_SOURCE = 500;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;
const TABLE_ROW = /^ {0,3}\|/;
const FRONT_MATTER = /^---[ \t]*\n[\s\S]{0,20000}?\n---[ \t]*(?:\n|$)/;

/** The blocks of a Markdown text with the headings above each; front matter is passed over. */
export function* markdownBlocks(text: string): Generator<TextBlock> {
  const reader = new BlockReader(text);
  for (const line of linesOf(text, endOfFrontMatter(text))) yield* reader.read(line);
  yield* reader.close();
}

/** The first heading of a Markdown text, or null. */
export function firstHeading(text: string): string | null {
  for (const block of markdownBlocks(text)) {
    if (block.kind === 'heading') return block.headingPath.at(-1) ?? null;
  }
  return null;
}

interface OpenBlock {
  block: TextBlock;
  lines: number;
  /** What closes a block of code. */
  fence: string | undefined;
}

/** Reads a text line by line and gives each block when it ends. */
class BlockReader {
  readonly #headings = new HeadingTrail();
  #open: OpenBlock | undefined;

  constructor(private readonly text: string) {}

  *read(line: Line): Generator<TextBlock> {
    if (this.#open?.fence !== undefined) yield* this.#readCode(this.#open, line, this.#open.fence);
    else if (this.#underlines(line)) yield* this.#endUnderlinedHeading(line);
    else yield* this.#readOther(line);
  }

  *close(): Generator<TextBlock> {
    if (this.#open) yield this.#open.block;
    this.#open = undefined;
  }

  *#readCode(open: OpenBlock, line: Line, fence: string): Generator<TextBlock> {
    open.block.end = line.end;
    if (closes(line.text, fence)) yield* this.close();
  }

  #underlines(line: Line): boolean {
    return this.#open?.block.kind === 'prose' && this.#open.lines === 1 && UNDERLINE.test(line.text);
  }

  *#endUnderlinedHeading({ text, end }: Line): Generator<TextBlock> {
    const start = this.#open?.block.start ?? end;
    const title = this.text.slice(start, this.#open?.block.end);
    this.#open = undefined;
    yield { kind: 'heading', start, end, headingPath: this.#headings.enter(text.includes('=') ? 1 : 2, title) };
  }

  *#readOther({ text, start, end }: Line): Generator<TextBlock> {
    const kind = kindOf(text);
    if (kind !== this.#open?.block.kind) yield* this.close();
    if (kind === 'blank') return;
    if (kind === 'heading') {
      const [prefix = '', marks = ''] = HEADING.exec(text) ?? [];
      yield { kind, start, end, headingPath: this.#headings.enter(marks.length, text.slice(prefix.length)) };
    } else if (this.#open) {
      this.#open.block.end = end;
      this.#open.lines += 1;
    } else {
      const block: TextBlock = { kind, start, end, headingPath: this.#headings.path() };
      this.#open = { block, lines: 1, fence: FENCE.exec(text)?.[1] };
    }
  }
}

/** The headings that are open at one place of a text. */
class HeadingTrail {
  #open: { level: number; title: string }[] = [];

  path(): string[] {
    return this.#open.map(({ title }) => title).filter((title) => title !== '');
  }

  enter(level: number, heading: string): string[] {
    this.#open = this.#open.filter((above) => above.level < level);
    this.#open.push({ level, title: plainHeading(heading) });
    return this.path();
  }
}

function plainHeading(heading: string): string {
  const plain = heading
    .slice(0, LONGEST_HEADING_SOURCE)
    .trim()
    .replace(/[ \t]+#+$/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .trim();
  return plain.slice(0, LONGEST_HEADING).toWellFormed();
}

function kindOf(line: string): TextBlock['kind'] | 'blank' {
  if (line.trim() === '') return 'blank';
  if (FENCE.test(line)) return 'code';
  if (HEADING.test(line)) return 'heading';
  return TABLE_ROW.test(line) ? 'table' : 'prose';
}

function closes(line: string, fence: string): boolean {
  const mark = FENCE.exec(line)?.[1];
  return mark !== undefined && mark.startsWith(fence) && line.trim() === mark;
}

function endOfFrontMatter(text: string): number {
  return FRONT_MATTER.exec(text)?.[0].length ?? 0;
}
