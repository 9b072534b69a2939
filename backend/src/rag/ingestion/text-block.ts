/** A stretch of a text that hangs together, by offsets in UTF-16 code units. */
export interface TextBlock {
  kind: 'heading' | 'prose' | 'code' | 'table';
  start: number;
  end: number;
  /** Headings above the block, outermost first; of a heading, with itself. */
  headingPath: string[];
}

/** A line of a text, without its line break. */
export interface Line {
  start: number;
  end: number;
  text: string;
}

/** The paragraphs of a plain text: what blank lines keep apart. */
export function* plainTextBlocks(text: string): Generator<TextBlock> {
  let open: TextBlock | undefined;
  for (const line of linesOf(text, 0)) {
    if (line.text.trim() === '') {
      if (open) yield open;
      open = undefined;
    } else if (open) open.end = line.end;
    else open = { kind: 'prose', start: line.start, end: line.end, headingPath: [] };
  }
  if (open) yield open;
}

/** Every line from `from` on, without its line break. */
export function* linesOf(text: string, from: number): Generator<Line> {
  for (let start = from; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    yield { start, end, text: text.slice(start, end) };
    start = end + 1;
  }
}
