import { signal } from '@angular/core';
import { english } from '../languages/english';
import type { colourCode } from './code-colours';
import { dressCode } from './dress-code';
import type { Lazy } from './lazy-renderers';

/** Marks all code as coloured, and counts how often it was asked for. */
class Colours implements Lazy<typeof colourCode> {
  asked = 0;
  readonly ready = signal<typeof colourCode>((code) => {
    const fragment = document.createDocumentFragment();
    fragment.append(Object.assign(document.createElement('b'), { textContent: code }));
    return fragment;
  });
  load(): void {
    this.asked += 1;
  }
}

function dressed(code: string, language: string, colours: Colours | null): HTMLElement {
  const page = document.createElement('div');
  page.innerHTML = `<pre><code class="${language}"></code></pre>`;
  page.querySelector('code')!.textContent = code;
  dressCode(page.querySelector('pre')!, colours, english);
  return page;
}

describe('dressing code', () => {
  it('colours code of a language, and names the language', () => {
    const page = dressed('let a', 'language-ts', new Colours());
    expect(page.querySelector('code > b')?.textContent).toBe('let a');
    expect(page.querySelector('.ck-code-bar > span')?.textContent).toBe('ts');
  });

  it.each([
    ['without a language', 'let a', ''],
    ['of more than 50,000 characters', 'x'.repeat(50_001), 'language-ts'],
  ])('loads nothing for code %s', (_, code, language) => {
    const colours = new Colours();
    expect(dressed(code, language, colours).querySelector('code')?.innerHTML).toBe(code);
    expect(colours.asked).toBe(0);
  });

  it('gives code that is still written its bar already', () => {
    const page = dressed('let a', 'language-ts', null);
    expect(page.querySelector('code')?.innerHTML).toBe('let a');
    expect(page.querySelector('.ck-code-copy')).not.toBeNull();
  });
});
