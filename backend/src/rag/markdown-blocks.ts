import { linesOf, type TextBlock } from './text-block.js';

const LONGEST_HEADING = 200;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;
const TABLE_ROW = /^ {0,3}\|/;
const FRONT_MATTER = /^---[ \t]*\n[\s\S]{0,20000}?\n---[ \t]*(?:\n|$)/;

/** The blocks of a Markdown text with the headings above each; front matter is passed over. */
export function* markdownBlocks(text: string): Generator<TextBlock> {
  const headings = new HeadingTrail();
  let open: (TextBlock & { fence?: string; lines: number }) | undefined;

  for (const line of linesOf(text, endOfFrontMatter(text))) {
    if (open?.fence !== undefined) {
      open.end = line.end;
      if (!closes(line.text, open.fence)) continue;
      yield blockOf(open);
      open = undefined;
      continue;
    }
    const underline = open?.kind === 'prose' && open.lines === 1 ? UNDERLINE.exec(line.text)?.[1] : undefined;
    if (open && underline !== undefined) {
      const headingPath = headings.enter(underline.startsWith('=') ? 1 : 2, text.slice(open.start, open.end));
      yield { kind: 'heading', start: open.start, end: line.end, headingPath };
      open = undefined;
      continue;
    }
    const kind = kindOf(line.text);
    if (open && (kind === 'blank' || kind !== open.kind)) {
      yield blockOf(open);
      open = undefined;
    }
    if (kind === 'blank') continue;
    const { start, end } = line;
    if (kind === 'heading') {
      const [, marks = '', title = ''] = HEADING.exec(line.text) ?? [];
      yield { kind, start, end, headingPath: headings.enter(marks.length, title) };
    } else if (open) {
      open.end = end;
      open.lines += 1;
    } else {
      open = { kind, start, end, headingPath: headings.path(), lines: 1 };
      const fence = FENCE.exec(line.text)?.[1];
      if (fence !== undefined) open.fence = fence;
    }
  }
  if (open) yield blockOf(open);
}

/** The first heading of a Markdown text, or null. */
export function firstHeading(text: string): string | null {
  for (const block of markdownBlocks(text)) {
    if (block.kind === 'heading') return block.headingPath.at(-1) ?? null;
  }
  return null;
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
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .trim();
  return [...plain].slice(0, LONGEST_HEADING).join('');
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

function blockOf({ kind, start, end, headingPath }: TextBlock): TextBlock {
  return { kind, start, end, headingPath };
}
