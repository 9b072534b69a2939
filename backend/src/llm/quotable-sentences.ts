import { sentencesOf } from './sentences.js';

const FENCE = /^ {0,3}(?:`{3,}|~{3,})/;
const NOISE = /^ {0,3}(?:#{1,6}(?:\s|$)|\||=+\s*$|-{2,}\s*$|\*{3,}\s*$|<|!\[|\[[^\]]+\]:)/;
const BLOCK_START = /^\s*(?:[-*+]|\d{1,3}[.)]|>)\s+/;
const UNQUOTABLE = /!\[|\[\d+\]|\[\^/;
const SHORTEST = 20;
const LONGEST = 700;

/**
 * The sentences of a Markdown passage that stand as a quotation, word for word. Left out: headings, tables, code, HTML,
 * images, and what would read as a citation of its own.
 */
export function quotableSentences(markdown: string): string[] {
  return paragraphsOf(markdown).flatMap((paragraph) =>
    Array.from(sentencesOf(paragraph), ({ start, end }) => paragraph.slice(start, end).trim()).filter(isQuotable),
  );
}

function isQuotable(sentence: string): boolean {
  const { length } = sentence;
  return length >= SHORTEST && length <= LONGEST && !/[?:]$/.test(sentence) && !UNQUOTABLE.test(sentence);
}

/** Runs of prose lines as they stand, without the mark of a list item or quotation before them. */
function paragraphsOf(markdown: string): string[] {
  const paragraphs: string[] = [];
  let open = '';
  let inCode = false;
  const close = () => {
    if (open.trim() !== '') paragraphs.push(open);
    open = '';
  };
  for (const line of markdown.split('\n')) {
    const fence = FENCE.test(line);
    if (fence) inCode = !inCode;
    const startsBlock = BLOCK_START.test(line);
    if (fence || inCode || startsBlock || line.trim() === '' || NOISE.test(line)) close();
    if (fence || inCode || NOISE.test(line)) continue;
    open += startsBlock ? line.replace(BLOCK_START, '') : `${open === '' ? '' : '\n'}${line}`;
  }
  close();
  return paragraphs;
}
