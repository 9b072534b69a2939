import { ComponentHarness, TestKey } from '@angular/cdk/testing';

/** The field for a question, with its buttons. */
export class ComposerHarness extends ComponentHarness {
  static readonly hostSelector = 'ck-composer';

  readonly #field = this.locatorFor('textarea');
  readonly #send = this.locatorForOptional('button[type=submit]');
  readonly #stop = this.locatorForOptional('button[type=button]');
  readonly #notes = this.locatorForAll('.limit');

  /** Writes this in place of what is there. */
  async write(text: string): Promise<void> {
    const field = await this.#field();
    await field.setInputValue(text);
    await field.dispatchEvent('input');
  }

  async text(): Promise<string> {
    return (await this.#field()).getProperty<string>('value');
  }

  /** Presses Enter in the field. */
  async pressEnter(): Promise<void> {
    await (await this.#field()).sendKeys(TestKey.ENTER);
  }

  /** Whether there is a button to send with that can be pressed. */
  async canSend(): Promise<boolean> {
    const send = await this.#send();
    return send !== null && !(await send.getProperty<boolean>('disabled'));
  }

  async send(): Promise<void> {
    await (await this.#send())?.click();
  }

  /** Whether an answer is being made that can be stopped. */
  async canStop(): Promise<boolean> {
    return (await this.#stop()) !== null;
  }

  async stop(): Promise<void> {
    await (await this.#stop())?.click();
  }

  /** What is said below the field, such as why nothing can be sent. */
  async notes(): Promise<string[]> {
    return Promise.all((await this.#notes()).map((note) => note.text()));
  }
}
