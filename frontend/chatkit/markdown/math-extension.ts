import type { MarkedExtension, TokenizerAndRendererExtension, Tokens } from 'marked';

/** A formula between its delimiters; one that is not a formula after all has no `text`. */
interface Formula extends Tokens.Generic {
  readonly text: string;
}

/** A dollar opens a formula before something that is no space, and closes it behind such; `$5 and $10` are prices. */
const inlineDollars = /^\$(?![\s$])((?:\\[^\n]|[^\\$\n])*?(?:\\[^\s]|[^\s\\$]))\$(?![\p{L}\p{N}$])/u;
const displayInLine = /^\$\$(?!\$)((?:\\[^\n]|[^\\$])+?)\$\$(?!\$)/;
const inlineParentheses = /^\\\(((?:[^\n\\]|\\[^)\n])+?)\\\)/;
const priceAndWords = /^[\d.,]+\s+\p{L}{2,}/u;

/** From a line that begins with the delimiter to the next blank line: what is inside can then be no other block. */
const untilBlankLine = /^ {0,3}(\$\$(?!\$)|\\\[)(?:[^\n]|\n(?![ \t]*(?:\n|$)))*/;
const closedBlock = /^ {0,3}(?:\$\$((?:\\[^\n]|[^\\$])+?)\$\$|\\\[((?:(?!\\\])[^])+?)\\\])[ \t]*(?:\n|$)/;
const laterBlock = /\n {0,3}(?:\$\$|\\\[)/;
/** What a formula has and the text of an escaped bracket, such as `\[1\]`, has not. */
const looksLikeFormula = /[\\^_=+<>{}]/;

/** Formulas in `$...$`, `\(...\)`, `$$...$$` and `\[...\]`, as code of the language `math`. */
export const mathExtension: MarkedExtension = {
  extensions: [mathBlock(), mathInline()],
  tokenizer: {
    /** Lines underlined are a heading, unless a formula is among them: it has ended the paragraph before. */
    lheading(source) {
      const heading = this.rules.block.lheading.exec(source)?.[0] ?? '';
      return laterBlock.test(heading) ? undefined : false;
    },
  },
};

function mathBlock(): TokenizerAndRendererExtension {
  return {
    name: 'mathBlock',
    level: 'block',
    start: (source) => {
      const index = laterBlock.exec(source)?.index;
      return index === undefined ? undefined : index + 1;
    },
    tokenizer(source) {
      const candidate = untilBlankLine.exec(source)?.[0];
      if (candidate === undefined) {
        return undefined;
      }
      const closed = closedBlock.exec(candidate);
      const text = (closed?.[1] ?? closed?.[2] ?? '').trim();
      if (closed !== null && (closed[2] === undefined || looksLikeFormula.test(text))) {
        return { type: 'mathBlock', raw: closed[0], text };
      }
      return isStillOpen(candidate) ? { type: 'mathBlock', raw: candidate, text: '' } : undefined;
    },
    renderer(token) {
      const { raw, text } = token as Formula;
      return text === ''
        ? `<p>${escapeHtml(raw)}</p>\n`
        : `<pre><code class="language-math">${escapeHtml(text)}</code></pre>\n`;
    },
  };
}

function mathInline(): TokenizerAndRendererExtension {
  return {
    name: 'mathInline',
    level: 'inline',
    start: (source) => {
      const index = source.search(/\$|\\\(/);
      return index === -1 ? undefined : index;
    },
    tokenizer(source) {
      const display = displayInLine.exec(source);
      const match = display ?? inlineDollars.exec(source) ?? inlineParentheses.exec(source);
      const text = match?.[1]?.trim() ?? '';
      return match === null || text === '' || priceAndWords.test(text)
        ? undefined
        : { type: 'mathInline', raw: match[0], text };
    },
    renderer: (token) => `<code class="language-math">${escapeHtml((token as Formula).text)}</code>`,
  };
}

/** Whether the delimiter that opened has not come again: as long as it may, the lines between are no other block. */
function isStillOpen(candidate: string): boolean {
  const [opener, closer] = candidate.trimStart().startsWith('$$') ? ['$$', '$$'] : ['\\[', '\\]'];
  return !candidate.slice(candidate.indexOf(opener) + opener.length).includes(closer);
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
