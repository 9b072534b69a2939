import type { Token, Tokens } from 'marked';
import { answerMarkdown } from './answer-extension';

/** What an answer says without its Markdown: lists as lines with their marks, tables with a tab between cells. */
export function plainTextOf(markdown: string): string {
  return textOfBlocks(answerMarkdown.lexer(markdown), '\n\n').trim();
}

function textOfBlocks(tokens: readonly Token[], between: string): string {
  const texts = tokens.map(textOfBlock).filter((text) => text !== '');
  return texts.join(between);
}

function textOfBlock(token: Token): string {
  switch (token.type) {
    case 'space':
    case 'def':
    case 'hr':
    case 'html':
      return '';
    case 'list':
      return textOfList(token as Tokens.List);
    case 'table':
      return textOfTable(token as Tokens.Table);
    case 'blockquote':
      return textOfBlocks((token as Tokens.Blockquote).tokens, '\n\n');
    default:
      return textOf(token);
  }
}

function textOfList({ items, ordered, start, loose }: Tokens.List): string {
  const lines = items.map((item, index) => {
    const mark = ordered ? `${Number(start) + index}.` : '-';
    const box = item.task ? (item.checked ? '[x] ' : '[ ] ') : '';
    const text = textOfBlocks(item.tokens, item.loose ? '\n\n' : '\n');
    return `${mark} ${box}${text.replaceAll('\n', `\n${' '.repeat(mark.length + 1)}`)}`;
  });
  return lines.join(loose ? '\n\n' : '\n');
}

function textOfTable({ header, rows }: Tokens.Table): string {
  return [header, ...rows].map((cells) => cells.map(({ tokens }) => tokens.map(textOf).join('')).join('\t')).join('\n');
}

function textOf(token: Token): string {
  switch (token.type) {
    case 'br':
      return '\n';
    case 'html':
    case 'checkbox':
      return '';
    case 'link': {
      const { href, text, tokens } = token as Tokens.Link;
      const words = tokens.map(textOf).join('');
      return href === text || href === `mailto:${text}` ? words : `${words} (${href})`;
    }
    default: {
      const { tokens, text, raw } = token as Tokens.Generic;
      return tokens === undefined || tokens.length === 0 ? String(text ?? raw) : tokens.map(textOf).join('');
    }
  }
}
