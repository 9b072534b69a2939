import { TestBed } from '@angular/core/testing';
import { Composer } from './composer';

async function render(inputs: Readonly<Record<string, unknown>>) {
  const fixture = TestBed.createComponent(Composer);
  Object.entries({ text: '', ...inputs }).forEach(([name, value]) => fixture.componentRef.setInput(name, value));
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const submitted: string[] = [];
  fixture.componentInstance.submitted.subscribe((text) => submitted.push(text));
  const press = (init: KeyboardEventInit) =>
    element.querySelector('textarea')?.dispatchEvent(new KeyboardEvent('keydown', { cancelable: true, ...init }));
  return { fixture, element, submitted, press };
}

describe('the composer', () => {
  it('sends on Enter', async () => {
    const { submitted, press } = await render({ text: 'Why trains?' });
    press({ key: 'Enter' });
    expect(submitted).toEqual(['Why trains?']);
  });

  it('breaks the line on Shift+Enter', async () => {
    const { submitted, press } = await render({ text: 'Why trains?' });
    expect(press({ key: 'Enter', shiftKey: true })).toBe(true);
    expect(submitted).toEqual([]);
  });

  it('leaves Enter to an input method that composes', async () => {
    const { submitted, press } = await render({ text: 'にほ' });
    press({ key: 'Enter', isComposing: true });
    expect(submitted).toEqual([]);
  });

  it('offers to stop in place of sending while an answer is made', async () => {
    const { fixture, element, submitted, press } = await render({ text: 'Next', busy: true, disabled: true });
    let stops = 0;
    fixture.componentInstance.stopped.subscribe(() => (stops += 1));
    press({ key: 'Enter' });
    element.querySelector<HTMLElement>('[aria-label="Stop the answer"]')?.click();
    expect(submitted).toEqual([]);
    expect(stops).toBe(1);
  });

  it('offers both while the question can wait for the answer', async () => {
    const { element, submitted, press } = await render({ text: 'Next', busy: true });
    press({ key: 'Enter' });
    expect(submitted).toEqual(['Next']);
    expect(element.querySelector('[aria-label="Stop the answer"]')).not.toBeNull();
  });

  it('says beside the field why nothing can be sent', async () => {
    const { element } = await render({ text: 'Next', disabled: true, note: 'When the answer has ended.' });
    const described = element.querySelector('textarea')?.getAttribute('aria-describedby') ?? '';
    expect(element.querySelector(`#${described}`)?.textContent).toBe('When the answer has ended.');
  });

  it('counts bytes and refuses a question that is too long', async () => {
    const { element, submitted, press } = await render({ text: 'é'.repeat(16_385) });
    press({ key: 'Enter' });
    expect(submitted).toEqual([]);
    expect(element.textContent).toContain('too long');
  });
});
