import { typesetFormula } from './typeset-formula';

describe('typesetting a formula', () => {
  it('makes MathML of TeX', () => {
    const math = typesetFormula('\\frac{a}{b}', true);
    expect(math?.namespaceURI).toBe('http://www.w3.org/1998/Math/MathML');
    expect(math?.querySelector('mfrac')?.textContent).toBe('ab');
    expect(math?.getAttribute('display')).toBe('block');
  });

  it('writes letters of a variant with those of Unicode', () => {
    expect(typesetFormula('x \\in \\mathbb{R}, \\mathcal{L}', false)?.textContent).toBe('x∈ℝ,ℒ');
  });

  it('gives nothing for what is no TeX', () => {
    expect(typesetFormula('\\frac{a}{', false)).toBeNull();
  });

  it.each([
    '\\href{javascript:alert(1)}{x}',
    '\\url{https://evil.example}',
    '\\includegraphics{https://evil.example/a.png}',
    '\\htmlStyle{background:url(https://evil.example)}{x}',
    '\\htmlData{a=b}{x}',
    '\\text{<img src=x onerror=alert(1)>}',
    '\\def\\a{\\a\\a}\\a',
  ])('lets %s neither link, load nor style', (tex) => {
    const elements = Array.from(typesetFormula(tex, false)?.querySelectorAll('*') ?? []);
    const names = elements.flatMap((element) => element.getAttributeNames());
    expect(names.filter((name) => /href|src|style|action|^on|^data|class|id/.test(name))).toEqual([]);
    expect(elements.filter(({ namespaceURI }) => namespaceURI?.endsWith('MathML') !== true)).toEqual([]);
  });
});
