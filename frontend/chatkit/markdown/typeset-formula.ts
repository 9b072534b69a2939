import createDOMPurify, { type Config } from 'dompurify';
import katex from 'katex';
import { spellVariants } from './math-letters';

const purify = createDOMPurify(window);

/** Presentation only: nothing that links, acts, styles or holds other markup. */
const policy: Config = {
  NAMESPACE: 'http://www.w3.org/1998/Math/MathML',
  ALLOWED_TAGS: [
    ...['math', 'mrow', 'mi', 'mn', 'mo', 'mtext', 'ms', 'mspace', 'mfrac', 'msqrt', 'mroot', 'mstyle', 'merror'],
    ...['mpadded', 'mphantom', 'menclose', 'msub', 'msup', 'msubsup', 'munder', 'mover', 'munderover', 'mtable'],
    ...['mtr', 'mtd', 'mmultiscripts', 'mprescripts', 'mlabeledtr'],
  ],
  ALLOWED_ATTR: [
    ...['display', 'displaystyle', 'scriptlevel', 'mathvariant', 'mathcolor', 'mathbackground', 'mathsize', 'fence'],
    ...['separator', 'stretchy', 'symmetric', 'largeop', 'movablelimits', 'accent', 'accentunder', 'lspace', 'rspace'],
    ...['minsize', 'maxsize', 'width', 'height', 'depth', 'voffset', 'linethickness', 'notation', 'columnalign'],
    ...['rowspacing', 'columnspacing', 'columnlines', 'rowlines'],
  ],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

/** A formula in TeX as MathML; null where TeX does not understand it. */
export function typesetFormula(tex: string, display: boolean): Element | null {
  try {
    const options = { displayMode: display, output: 'mathml', trust: false, strict: 'ignore', maxExpand: 200 } as const;
    const [, markup] = /(<math[^]*<\/math>)/.exec(katex.renderToString(tex, { ...options, maxSize: 20 })) ?? [];
    const math = markup === undefined ? null : mathIn(markup);
    math?.querySelectorAll('[mathvariant]').forEach(spellVariants);
    return math;
  } catch {
    // the text is no TeX, or not yet
    return null;
  }
}

function mathIn(markup: string): Element | null {
  const withoutSource = markup.replace(/<annotation[^]*?<\/annotation>/g, '');
  const fragment = purify.sanitize(withoutSource, policy) as unknown as DocumentFragment;
  return fragment.querySelector('math');
}
