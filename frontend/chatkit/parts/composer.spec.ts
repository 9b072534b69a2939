import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { ComposerHarness } from '../testing/harnesses/composer-harness';
import { Composer } from './composer';

async function render(inputs: Readonly<Record<string, unknown>>) {
  const fixture = TestBed.createComponent(Composer);
  Object.entries({ text: '', ...inputs }).forEach(([name, value]) => fixture.componentRef.setInput(name, value));
  const composer = await TestbedHarnessEnvironment.harnessForFixture(fixture, ComposerHarness);
  const element = fixture.nativeElement as HTMLElement;
  const [submitted, edited]: [string[], string[]] = [[], []];
  fixture.componentInstance.submitted.subscribe((text) => submitted.push(text));
  fixture.componentInstance.edited.subscribe((text) => edited.push(text));
  const press = (init: KeyboardEventInit) =>
    element.querySelector('textarea')?.dispatchEvent(new KeyboardEvent('keydown', { cancelable: true, ...init }));
  return { fixture, composer, element, submitted, edited, press };
}

describe('the composer', () => {
  it('sends on Enter', async () => {
    const { composer, submitted } = await render({ text: 'Why trains?' });
    await composer.pressEnter();
    expect(submitted).toEqual(['Why trains?']);
  });

  it('tells what is typed, and waits to be given it', async () => {
    const { composer, edited } = await render({ text: '' });
    await composer.write('Why trains?');
    expect(edited).toEqual(['Why trains?']);
    expect(await composer.canSend()).toBe(false);
  });

  it('breaks the line on Shift+Enter', async () => {
    const { submitted, press } = await render({ text: 'Why trains?' });
    expect(press({ key: 'Enter', shiftKey: true })).toBe(true);
    expect(submitted).toEqual([]);
  });

  it('leaves Enter to an input method that composes', async () => {
    const { submitted, press } = await render({ text: 'にほ' });
    press({ key: 'Enter', isComposing: true });
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the same as Safari tells it
    press({ key: 'Enter', isComposing: false, keyCode: 229 });
    expect(submitted).toEqual([]);
    press({ key: 'Enter' });
    expect(submitted).toEqual(['にほ']);
  });

  it('offers to stop in place of sending while an answer is made', async () => {
    const { fixture, composer, submitted } = await render({ text: 'Next', busy: true, disabled: true });
    let stops = 0;
    fixture.componentInstance.stopped.subscribe(() => (stops += 1));
    await composer.pressEnter();
    await composer.stop();
    expect(submitted).toEqual([]);
    expect(stops).toBe(1);
  });

  it('offers both while the question can wait for the answer', async () => {
    const { composer, submitted } = await render({ text: 'Next', busy: true });
    expect(await composer.canStop()).toBe(true);
    await composer.send();
    expect(submitted).toEqual(['Next']);
  });

  it('says beside the field why nothing can be sent', async () => {
    const { composer, element } = await render({ text: 'Next', disabled: true, note: 'When the answer has ended.' });
    const described = element.querySelector('textarea')?.getAttribute('aria-describedby') ?? '';
    expect(element.querySelector(`#${described}`)?.textContent).toBe('When the answer has ended.');
    expect(await composer.notes()).toEqual(['When the answer has ended.']);
  });

  it('counts bytes and refuses a question that is too long', async () => {
    const { composer, submitted } = await render({ text: 'é'.repeat(16_385) });
    await composer.pressEnter();
    expect(submitted).toEqual([]);
    expect(await composer.notes()).toEqual([expect.stringContaining('too long')]);
  });
});
