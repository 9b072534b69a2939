import { sanitizeAnswer } from './sanitize-answer';

function rendered(html: string): HTMLElement {
  const element = document.createElement('div');
  element.innerHTML = sanitizeAnswer(html);
  return element;
}

describe('sanitizing an answer', () => {
  it.each([
    '<img src="https://evil.example/px?q=1">',
    '<img src=x onerror=alert(1)>',
    '<picture><source srcset="https://evil.example/a"></picture>',
    '<video src="https://evil.example/v" poster="https://evil.example/p"></video>',
    '<iframe src="https://evil.example"></iframe>',
    '<object data="https://evil.example"></object>',
    '<link rel="stylesheet" href="https://evil.example/c.css">',
    '<style>p{background:url(https://evil.example/b)}</style>',
    '<p style="background:url(https://evil.example/b)">text</p>',
    '<svg><image href="https://evil.example/i"/></svg>',
    '<svg><script>alert(1)</script></svg>',
    '<math><mtext><img src="https://evil.example/m"></mtext></math>',
    '<script>alert(1)</script>',
    '<form action="https://evil.example"><input autofocus onfocus=alert(1)></form>',
    '<button formaction="javascript:alert(1)">x</button>',
    '<table background="https://evil.example/t"><tr><td>1</td></tr></table>',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<audio src="https://evil.example/a"></audio>',
  ])('takes out everything that could run or load: %s', (html) => {
    const remaining = rendered(html);
    expect(remaining.innerHTML).not.toContain('evil.example');
    expect(remaining.querySelector('script, style, img, iframe, form, input, button, svg')).toBeNull();
    expect([...remaining.querySelectorAll('*')].flatMap((element) => element.getAttributeNames())).not.toContain(
      'style',
    );
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'blob:https://a/b',
    'file:///etc/passwd',
    'java\tscript:alert(1)',
  ])('makes no link of %s', (href) => {
    const link = document.createElement('a');
    link.setAttribute('href', href);
    expect(rendered(link.outerHTML).querySelector('a[href]')).toBeNull();
  });

  it('opens links elsewhere without a referrer and shows a foreign host', () => {
    const link = rendered('<a href="https://user:secret@rail.example/x">the line</a>').querySelector('a');
    expect(link?.getAttribute('href')).toBe('https://rail.example/x');
    expect(link?.getAttribute('rel')).toBe('noopener noreferrer');
    expect(link?.getAttribute('target')).toBe('_blank');
    expect(link?.dataset['host']).toBe('rail.example');
  });

  it('shows a host with foreign letters as it is on the wire', () => {
    expect(rendered('<a href="https://аpple.com/">Apple</a>').querySelector('a')?.dataset['host']).toMatch(/^xn--/);
  });

  it('leaves the first two levels of headings to the page', () => {
    expect(rendered('<h1>One</h1><h2>Two</h2><h3>Three</h3>').innerHTML).toBe('OneTwo<h3>Three</h3>');
  });

  it('keeps of all fields only the box of a task, and disables it', () => {
    const fields = rendered('<input><input type=text><input type="CHECKBOX" checked name=x><input type=submit>');
    expect(fields.innerHTML).toBe('');
    const box = rendered('<input type="checkbox" checked name=x autofocus>').querySelector('input');
    expect([box?.disabled, box?.checked, box?.hasAttribute('name')]).toEqual([true, true, false]);
  });

  it('keeps the language of code and no other class', () => {
    const element = rendered('<p class="ck-chip">x</p><code class="language-ts evil">y</code>');
    expect(element.querySelector('p')?.hasAttribute('class')).toBe(false);
    expect(element.querySelector('code')?.className).toBe('language-ts');
  });
});
