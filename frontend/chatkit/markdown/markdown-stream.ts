import type { Token, Tokens } from 'marked';
import { answerMarkdown } from './answer-extension';

/** A piece of Markdown that renders by itself, such as a paragraph, a list or a table. */
export interface MarkdownBlock {
  /** Where it starts in the text: its identity while the text grows. */
  readonly start: number;
  /** Where it ends in the text, exclusive. */
  readonly end: number;
  /** Its Markdown, together with the link definitions that it refers to. */
  readonly source: string;
}

interface LexedBlock extends MarkdownBlock {
  readonly raw: string;
  readonly token: Token;
}

/** The last two blocks may still change: a list joins its next item, a heading its underline. */
const openBlocks = 2;

/**
 * Splits growing Markdown into blocks. Closed blocks are lexed once and stay the same objects; only the tail is lexed
 * again, so that the cost of an answer grows with its length and not with its square.
 */
export class MarkdownStream {
  #text = '';
  #finished = false;
  #blocks: readonly MarkdownBlock[] = [];
  #closedLength = 0;
  #closed: readonly LexedBlock[] = [];
  #tail: readonly LexedBlock[] = [];
  #definitions = new Map<string, string>();

  /** The blocks of the text so far. Text that does not continue the last one starts anew. */
  update(markdown: string, finished: boolean): readonly MarkdownBlock[] {
    const text = markdown.replace(/\r\n?/g, '\n');
    if (text === this.#text && finished === this.#finished) {
      return this.#blocks;
    }
    if (!text.startsWith(this.#text) || this.#finished) {
      this.#startOver();
    }
    this.#text = text;
    this.#finished = finished;
    const tail = this.#lexTail();
    this.#close(tail, finished ? tail.length : closedCount(tail));
    this.#blocks = [...this.#closed, ...this.#tail].filter(isVisible);
    return this.#blocks;
  }

  #startOver(): void {
    this.#closedLength = 0;
    this.#closed = [];
    this.#tail = [];
    this.#definitions = new Map();
  }

  #lexTail(): LexedBlock[] {
    let start = this.#closedLength;
    return answerMarkdown.lexer(this.#text.slice(start)).map((token, index) => {
      const block = this.#reuse(this.#tail[index], start, token);
      start += token.raw.length;
      return block;
    });
  }

  #reuse(before: LexedBlock | undefined, start: number, token: Token): LexedBlock {
    const source = this.#sourceOf(token);
    return before?.start === start && before.raw === token.raw && before.source === source
      ? before
      : { start, end: start + token.raw.length, source, raw: token.raw, token };
  }

  #close(lexed: readonly LexedBlock[], count: number): void {
    const closing = lexed.slice(0, count);
    const defines = closing.filter((block) => this.#define(block.token)).length > 0;
    this.#closed = [...this.#closed, ...closing];
    this.#closedLength += closing.reduce((length, block) => length + block.raw.length, 0);
    this.#tail = lexed.slice(count);
    if (defines) {
      this.#closed = this.#closed.map((block) => this.#reuse(block, block.start, block.token));
      this.#tail = this.#tail.map((block) => this.#reuse(block, block.start, block.token));
    }
  }

  /** The first definition of a label counts. */
  #define(token: Token): boolean {
    if (token.type !== 'def') {
      return false;
    }
    const definition = token as Tokens.Def;
    const isNew = !this.#definitions.has(definition.tag);
    if (isNew) {
      this.#definitions.set(definition.tag, definition.raw.trim());
    }
    return isNew;
  }

  #sourceOf(token: Token): string {
    if (token.type === 'code') {
      return fenced(token as Tokens.Code);
    }
    const lowered = token.raw.toLowerCase();
    const used = [...this.#definitions].filter(([label]) => lowered.includes(`[${label}]`));
    return used.length === 0 ? token.raw : `${token.raw}\n\n${used.map(([, definition]) => definition).join('\n')}`;
  }
}

/** All but the last two that show something. */
function closedCount(blocks: readonly LexedBlock[]): number {
  const visible = blocks.flatMap((block, index) => (isVisible(block) ? [index] : []));
  return visible.at(-openBlocks) ?? 0;
}

function isVisible(block: LexedBlock): boolean {
  return block.token.type !== 'space' && block.token.type !== 'def';
}

/** Code told by its indentation would lose it when it is rendered by itself. */
function fenced(code: Tokens.Code): string {
  return code.codeBlockStyle === 'indented' ? `~~~~~~~~\n${code.text.trimEnd()}\n~~~~~~~~` : code.raw;
}
