import { answerMarkdown } from './answer-extension';

function formulasIn(markdown: string): readonly string[] {
  const element = document.createElement('div');
  element.innerHTML = answerMarkdown.parse(markdown, { async: false });
  return Array.from(
    element.querySelectorAll('.language-math'),
    ({ textContent, parentElement }) => `${parentElement?.tagName === 'PRE' ? 'display' : 'inline'}: ${textContent}`,
  );
}

describe('formulas in Markdown', () => {
  it.each([
    ['so $x^2$ and $y$.', ['inline: x^2', 'inline: y']],
    ['a \\(x + 1\\) b', ['inline: x + 1']],
    ['**$x$**', ['inline: x']],
    ['$a < b \\$ c$', ['inline: a < b \\$ c']],
    ['$$\nx = 1\n$$', ['display: x = 1']],
    ['$$x = 1$$', ['display: x = 1']],
    ['the line\n$$\n# x\n- y\n$$\ngoes on', ['display: # x\n- y']],
    ['\\[ E = mc^2 \\]', ['display: E = mc^2']],
    ['- item\n\n  $$x^2$$\n', ['display: x^2']],
    ['see $$x$$ here', ['inline: x']],
    ['before\n$$\nx\n$$\nafter\n---\n', ['display: x']],
    ['```math\nx^2\n```', ['display: x^2\n']],
  ])('finds those of %j', (markdown, formulas) => {
    expect(formulasIn(markdown)).toEqual(formulas);
  });

  it.each([
    'It costs $5 and $10.',
    'From $20,000 to $30,000, or US$5 and CA$6.',
    'It is $5 per month or 10$ in cash.',
    '**$5** and **$6**',
    'The path is $HOME/bin:$PATH here.',
    '`$x$` and `\\(y\\)`',
    'a $ b $ c',
    'escaped \\$x\\$',
    'a footnote \\[1\\] and\n\n\\[1\\]\n',
    '$$\nnot closed\n\nnext',
    '$$$$',
    '$x\ny$',
  ])('finds none in %j', (markdown) => {
    expect(formulasIn(markdown)).toEqual([]);
  });

  it('keeps hostile text inside of a formula as text', () => {
    const element = document.createElement('div');
    element.innerHTML = answerMarkdown.parse('$<img src=x onerror=alert(1)>$', { async: false });
    expect(element.querySelector('img')).toBeNull();
  });
});
