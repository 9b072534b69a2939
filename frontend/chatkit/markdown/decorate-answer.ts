import type { Citation } from '@chatkit/contract';
import { splitAtCitations, type TextPiece } from './citation-marks';

const noBreakSpace = '\u00a0';
const wordJoiner = '\u2060';

/** Turns `[n]` of known sources into small numbered buttons. Safe to repeat. */
export function addCitationChips(root: HTMLElement, citations: ReadonlyMap<number, Citation>): void {
  for (const text of textsOutsideCode(root)) {
    const pieces = splitAtCitations(text.data, (n) => citations.has(n));
    if (pieces.some((piece) => 'n' in piece)) {
      text.replaceWith(...pieces.flatMap((piece, index) => nodesOf(piece, pieces[index + 1], citations)));
    }
  }
}

/** Gives code blocks a bar with their language and a copy button, and lets wide tables scroll. Safe to repeat. */
export function frameWideBlocks(root: HTMLElement): void {
  for (const pre of root.querySelectorAll<HTMLElement>(':scope pre:not([tabindex])')) {
    pre.tabIndex = 0;
    const frame = frameOf(pre, 'ck-code');
    frame.prepend(createCodeBar(pre));
  }
  for (const table of root.querySelectorAll<HTMLElement>(':scope table:not(.ck-table > table)')) {
    frameOf(table, 'ck-table').tabIndex = 0;
  }
}

function textsOutsideCode(root: HTMLElement): readonly Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    if (text.data.includes('[') && text.parentElement?.closest('pre, code, a, button') === null) {
      texts.push(text);
    }
  }
  return texts;
}

/** A chip stays with the word before it and the full stop behind it: a line neither starts with it nor breaks after. */
function nodesOf(
  piece: TextPiece,
  next: TextPiece | undefined,
  citations: ReadonlyMap<number, Citation>,
): readonly (Node | string)[] {
  if ('n' in piece) {
    const staysWithNext = next !== undefined && ('n' in next || /^\S/.test(next.text));
    return [createChip(piece.n, citations.get(piece.n)), staysWithNext ? wordJoiner : ''];
  }
  return [next === undefined ? piece.text : piece.text.replace(/\s*$/, noBreakSpace)];
}

function createChip(n: number, citation: Citation | undefined): HTMLButtonElement {
  const chip = document.createElement('button');
  chip.type = 'button';
  chip.className = 'ck-chip';
  chip.dataset['citation'] = String(n);
  chip.textContent = String(n);
  chip.setAttribute('aria-label', `Source ${n}: ${citation?.title ?? ''}`);
  return chip;
}

function frameOf(element: HTMLElement, className: string): HTMLElement {
  const frame = document.createElement('div');
  frame.className = className;
  element.replaceWith(frame);
  frame.append(element);
  return frame;
}

function createCodeBar(pre: HTMLElement): HTMLElement {
  const bar = document.createElement('div');
  bar.className = 'ck-code-bar';
  const language = document.createElement('span');
  language.textContent = /language-(\S+)/.exec(pre.querySelector('code')?.className ?? '')?.[1] ?? 'text';
  const copy = document.createElement('button');
  copy.type = 'button';
  copy.className = 'ck-code-copy';
  copy.textContent = 'Copy';
  copy.setAttribute('aria-label', 'Copy code');
  bar.append(language, copy);
  return bar;
}
