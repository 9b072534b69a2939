import * as fc from 'fast-check';
import { patchChildren } from './patch-children';

function elementOf(html: string): HTMLElement {
  const element = document.createElement('div');
  element.innerHTML = html;
  return element;
}

const pieces = fc.constantFrom('<p>a</p>', '<p dir="auto">a <b>b</b></p>', 'text', '<ul><li>1<li>2</ul>', '<hr>', '');
const page = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));

describe('patching children', () => {
  it('gives what was wanted, whatever there was', () => {
    fc.assert(
      fc.property(page, page, (before, after) => {
        const present = elementOf(before);
        patchChildren(present, elementOf(after));
        expect(present.innerHTML).toBe(elementOf(after).innerHTML);
      }),
    );
  });

  it('keeps the nodes that are right, and appends to text that grows', () => {
    const present = elementOf('<p>one <button>1</button> tw</p>');
    const [before, chip, text] = present.querySelector('p')!.childNodes;
    patchChildren(present, elementOf('<p class="x">one <button>1</button> two</p><p>three</p>'));
    expect([...present.querySelector('p')!.childNodes]).toEqual([before, chip, text]);
    expect(present.querySelector('p')!.childNodes[1]).toBe(chip);
    expect(present.querySelector('p')!.childNodes[2]).toBe(text);
    expect(text?.textContent).toBe(' two');
    expect(present.querySelector('p')?.className).toBe('x');
  });
});
