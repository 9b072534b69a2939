import type { KitTexts } from '@chatkit/angular/languages';
import type { colourCode } from './code-colours';
import type { Lazy } from './lazy-renderers';

/** Characters of code beyond which colours are not worth the wait. */
const longestColoured = 50_000;

/** Gives code a bar with its language and a copy button, and colours it with what is given for that. */
export function dressCode(pre: HTMLPreElement, colour: Lazy<typeof colourCode> | null, texts: KitTexts): void {
  const code = pre.querySelector('code');
  const language = /language-(\S+)/.exec(code?.className ?? '')?.[1]?.toLowerCase() ?? null;
  if (code !== null && language !== null && colour !== null && code.textContent.length <= longestColoured) {
    colour.load();
    const coloured = colour.ready()?.(code.textContent, language) ?? null;
    if (coloured !== null) {
      code.replaceChildren(coloured);
    }
  }
  pre.tabIndex = 0;
  const frame = document.createElement('div');
  frame.className = 'ck-code';
  pre.replaceWith(frame);
  frame.append(codeBar(language ?? texts.code.plain, texts), pre);
}

function codeBar(name: string, texts: KitTexts): HTMLElement {
  const bar = document.createElement('div');
  bar.className = 'ck-code-bar';
  const language = document.createElement('span');
  language.textContent = name;
  const copy = document.createElement('button');
  copy.type = 'button';
  copy.className = 'ck-code-copy';
  copy.textContent = texts.buttons.copy;
  copy.setAttribute('aria-label', texts.code.copy);
  bar.append(language, copy);
  return bar;
}
