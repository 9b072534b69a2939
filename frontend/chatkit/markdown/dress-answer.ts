import type { Citation } from '@chatkit/contract';
import type { KitTexts } from '@chatkit/angular/languages';
import { addCitationChips } from './citation-chips';
import { dressCode } from './dress-code';
import type { LazyRenderers } from './lazy-renderers';

/** What finds its own direction; code and formulas run from left to right. */
const textBlocks = 'p, h3, h4, h5, h6, ul, ol, blockquote, .ck-table';

/** What a block looks like beyond its sanitised HTML. */
export interface Dress {
  /** Whether more of the block may come: its code is not worth colouring yet. */
  readonly open: boolean;
  readonly citations: ReadonlyMap<number, Citation>;
  readonly renderers: LazyRenderers;
  readonly texts: KitTexts;
}

/** Completes the sanitised HTML of a block: formulas, code, tables, tasks, citations, and the direction of its text. */
export function dressAnswer(root: DocumentFragment, { open, citations, renderers, texts }: Dress): void {
  placeFormulas(root, renderers);
  root.querySelectorAll('pre').forEach((pre) => dressCode(pre, open ? null : renderers.colour, texts));
  root.querySelectorAll('table').forEach((table) => frameOf(table, 'ck-table').setAttribute('tabindex', '0'));
  root.querySelectorAll('input').forEach(nameTask);
  addCitationChips(root, citations, texts.sources);
  for (const child of Array.from(root.children).filter((child) => child.matches(textBlocks))) {
    child.setAttribute('dir', 'auto');
  }
}

/** Formulas stay as they were written until TeX is there, and where it does not understand them. */
function placeFormulas(root: DocumentFragment, { typeset }: LazyRenderers): void {
  for (const code of root.querySelectorAll('code.language-math')) {
    typeset.load();
    const display = code.parentElement?.tagName === 'PRE' ? code.parentElement : null;
    const math = typeset.ready()?.(code.textContent, display !== null) ?? null;
    if (math !== null) {
      const place = display ?? code;
      place.replaceWith(math);
      if (display !== null) {
        frameOf(math, 'ck-formula').setAttribute('tabindex', '0');
      }
    }
  }
}

/** The words beside the box of a task are its name. */
function nameTask(box: HTMLInputElement): void {
  const label = document.createElement('label');
  let next = box.nextSibling;
  box.replaceWith(label);
  label.closest('li')?.classList.add('ck-task');
  label.append(box);
  while (next !== null && !(next instanceof Element && next.matches('ul, ol, p, pre, div, blockquote, table'))) {
    const node = next;
    next = node.nextSibling;
    label.append(node);
  }
}

function frameOf(element: Element, className: string): HTMLElement {
  const frame = document.createElement('div');
  frame.className = className;
  element.replaceWith(frame);
  frame.append(element);
  return frame;
}
