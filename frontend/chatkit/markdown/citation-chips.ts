import type { Citation } from '@chatkit/contract';
import type { KitTexts } from '@chatkit/angular/languages';
import { splitAtCitations, type TextPiece } from './citation-marks';

const noBreakSpace = '\u00a0';
const wordJoiner = '\u2060';

/** Turns `[n]` of known sources into small numbered buttons. */
export function addCitationChips(
  root: DocumentFragment,
  citations: ReadonlyMap<number, Citation>,
  texts: KitTexts['sources'],
): void {
  const chip = (n: number) => createChip(n, texts.chip(n, citations.get(n)?.title ?? ''));
  for (const text of textsOutsideCode(root)) {
    const pieces = splitAtCitations(text.data, (n) => citations.has(n));
    if (pieces.some((piece) => 'n' in piece)) {
      text.replaceWith(...pieces.map((piece, index) => nodesOf(piece, pieces[index - 1], pieces[index + 1], chip)));
    }
  }
  root.normalize();
}

function textsOutsideCode(root: DocumentFragment): readonly Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    if (text.data.includes('[') && (text.parentElement?.closest('pre, code, a, button, math') ?? null) === null) {
      texts.push(text);
    }
  }
  return texts;
}

/** A chip stays with the word before it and the full stop behind it: a line neither starts with it nor breaks after. */
function nodesOf(
  piece: TextPiece,
  before: TextPiece | undefined,
  next: TextPiece | undefined,
  chip: (n: number) => HTMLElement,
): Node | string {
  if (!('n' in piece)) {
    return next === undefined ? piece.text : piece.text.trimEnd();
  }
  const staysWithNext = next !== undefined && ('n' in next || /^\S/.test(next.text));
  const held = document.createElement('span');
  held.className = 'ck-held';
  held.append(
    before === undefined || 'n' in before ? '' : noBreakSpace,
    chip(piece.n),
    staysWithNext ? wordJoiner : '',
  );
  return held;
}

function createChip(n: number, name: string): HTMLButtonElement {
  const chip = document.createElement('button');
  chip.type = 'button';
  chip.className = 'ck-chip';
  chip.dataset['citation'] = String(n);
  chip.textContent = String(n);
  chip.setAttribute('aria-label', name);
  return chip;
}
