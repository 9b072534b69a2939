import { TestBed } from '@angular/core/testing';
import type { Citation } from '@chatkit/contract';
import { provideAnswerMarkdown } from '../markdown/provide-answer-markdown';
import { buildCitation } from '../testing/builders';
import { MarkdownView } from './markdown';

async function render(text: string, citations: readonly Citation[] = []) {
  TestBed.configureTestingModule({ providers: [provideAnswerMarkdown()] });
  const fixture = TestBed.createComponent(MarkdownView);
  fixture.componentRef.setInput('text', text);
  fixture.componentRef.setInput('citations', citations);
  await fixture.whenStable();
  return { fixture, element: fixture.nativeElement as HTMLElement };
}

describe('Markdown of an answer', () => {
  it('renders headings, lists, tables and code', async () => {
    const { element } = await render(
      '# Travel\n\n- by **rail**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```ts\nconst a = 1;\n```\n',
    );
    expect(element.querySelector('h3')?.textContent).toBe('Travel');
    expect(element.querySelector('li strong')?.textContent).toBe('rail');
    expect(element.querySelectorAll('td')).toHaveLength(2);
    expect(element.querySelector('.ck-code-bar')?.textContent).toContain('ts');
  });

  it('turns numbers of known sources into chips and leaves others as they are', async () => {
    const { element } = await render('Trains come first [1][2], not [7] nor `[1]`.', [
      buildCitation(),
      buildCitation({ n: 2, title: 'Handbook' }),
    ]);
    const chips = [...element.querySelectorAll('.ck-chip')];
    expect(chips.map((chip) => chip.getAttribute('aria-label'))).toEqual([
      'Source 1: Travel policy',
      'Source 2: Handbook',
    ]);
    expect(element.querySelector('code')?.textContent).toBe('[1]');
    expect(element.textContent).toContain('not [7]');
  });

  it('opens the source of a pressed chip', async () => {
    const { fixture, element } = await render('First [1].', [buildCitation()]);
    const opened: Citation[] = [];
    fixture.componentInstance.sourceOpened.subscribe((citation) => opened.push(citation));
    element.querySelector<HTMLElement>('.ck-chip')?.click();
    expect(opened).toEqual([buildCitation()]);
  });

  it('shows the title and the quoted sentence of a chip that has the focus, and hides them on Escape', async () => {
    const { fixture, element } = await render('First [1].', [buildCitation()]);
    element.querySelector<HTMLElement>('.ck-chip')?.focus();
    await fixture.whenStable();
    expect(element.querySelector('ck-citation-card')?.textContent).toContain('Trains come first.');
    element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    await fixture.whenStable();
    expect(element.querySelector('ck-citation-card')).toBeNull();
  });

  it('names the box of a task by the words beside it', async () => {
    const { element } = await render('- [x] Buy **milk**\n  - [ ] fresh\n- [ ] Bread\n');
    const boxes = [...element.querySelectorAll<HTMLInputElement>('input[type=checkbox]')];
    expect(boxes.map((box) => [box.labels?.[0]?.textContent.trim(), box.checked, box.disabled])).toEqual([
      ['Buy milk', true, true],
      ['fresh', false, true],
      ['Bread', false, true],
    ]);
  });

  it('lets each block find its own direction, and code none', async () => {
    const { element } = await render('مرحبا\n\n- a\n\n| a |\n|---|\n| 1 |\n\n```\nx\n```\n');
    const blocks = [...element.querySelectorAll('.ck-text > *')];
    expect(blocks.map((block) => block.getAttribute('dir'))).toEqual(['auto', 'auto', 'auto', null]);
  });

  it('colours code of a known language once no more of it can come', async () => {
    const { fixture, element } = await render('```ts\nconst a = 1;\n```\n');
    for (let tries = 0; tries < 100 && element.querySelector('[class^=hljs]') === null; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await fixture.whenStable();
    }
    expect(element.querySelector('.hljs-keyword')?.textContent).toBe('const');
    expect(element.querySelector('code')?.textContent).toBe('const a = 1;\n');
    fixture.componentRef.setInput('streaming', true);
    fixture.componentRef.setInput('text', '```ts\nlet b');
    await fixture.whenStable();
    expect(element.querySelector('code')?.textContent).toBe('let b\n');
    expect(element.querySelector('[class^=hljs]')).toBeNull();
  });

  it('sets formulas once TeX is there, and keeps the text of those it does not understand', async () => {
    const { fixture, element } = await render('So $x^2$, not $\\frac{a}{$.\n\n$$\ny\n$$\n');
    for (let tries = 0; tries < 100 && element.querySelector('math') === null; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await fixture.whenStable();
    }
    expect(element.querySelector('p math msup')?.textContent).toBe('x2');
    expect(element.querySelector('p code')?.textContent).toBe('\\frac{a}{');
    expect(element.querySelector('.ck-formula > math')?.textContent).toBe('y');
  });

  it('keeps the chips of a block that is still written', async () => {
    const { fixture, element } = await render('First [1] and', [buildCitation()]);
    const chip = element.querySelector('.ck-chip');
    fixture.componentRef.setInput('streaming', true);
    fixture.componentRef.setInput('text', 'First [1] and **then** [1]');
    await fixture.whenStable();
    expect(element.querySelector('.ck-chip')).toBe(chip);
    expect(element.querySelectorAll('.ck-chip')).toHaveLength(2);
  });

  it('keeps the elements of closed blocks while text arrives', async () => {
    const { fixture, element } = await render('One.\n\nTwo.\n\nThree.\n\n');
    const first = element.querySelector('p');
    fixture.componentRef.setInput('text', 'One.\n\nTwo.\n\nThree.\n\nFour.');
    await fixture.whenStable();
    expect(element.querySelector('p')).toBe(first);
    expect(element.querySelectorAll('p')).toHaveLength(4);
  });
});
