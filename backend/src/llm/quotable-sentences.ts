import { sentencesOf } from './sentences.js';

const FENCE = /^ {0,3}(?:`{3,}|~{3,})/;
const NOISE = /^ {0,3}(?:#{1,6}(?:\s|$)|\||=+\s*$|-{2,}\s*$|\*{3,}\s*$|<|!\[|\[[^\]]+\]:)/;
const BLOCK_START = /^\s*(?:[-*+]|\d{1,3}[.)]|>)\s+/;
const UNQUOTABLE = /!\[|\[\d+\]|\[\^/;
const SHORTEST = 20;
const LONGEST = 700;
/** Written without a mark at the end of a sentence. */
const WITHOUT_FULL_STOPS = /\p{Script=Thai}|\p{Script=Lao}/u;
const CLAUSE_UP_TO_SPACE = /\S+\s*/g;
const LONG_ENOUGH = 160;

/**
 * The sentences of a Markdown passage that stand as a quotation, word for word. Left out: headings, tables, code, HTML,
 * images, and what would read as a citation of its own.
 */
export function quotableSentences(markdown: string): string[] {
  return paragraphsOf(markdown).flatMap((paragraph) =>
    Array.from(sentencesOf(paragraph), ({ start, end }) => paragraph.slice(start, end))
      .flatMap(statementsOf)
      .map((sentence) => sentence.trim())
      .filter(isQuotable),
  );
}

/** Thai and Lao part clauses by spaces: as many of these as make a long sentence stand for one. */
function statementsOf(sentence: string): string[] {
  if (!WITHOUT_FULL_STOPS.test(sentence)) return [sentence];
  const statements: string[] = [];
  let open = '';
  for (const [clause] of sentence.matchAll(CLAUSE_UP_TO_SPACE)) {
    open += clause;
    if (open.length < LONG_ENOUGH) continue;
    statements.push(open);
    open = '';
  }
  return [...statements, open];
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
