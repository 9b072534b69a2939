import { ComponentHarness } from '@angular/cdk/testing';

/** What went wrong, in words. */
export class ErrorNoticeHarness extends ComponentHarness {
  static readonly hostSelector = 'ck-error-notice';

  readonly #title = this.locatorFor('strong');
  readonly #action = this.locatorForOptional('.button');
  readonly #dismiss = this.locatorForOptional('.icon-button');

  async title(): Promise<string> {
    return (await this.#title()).text();
  }

  /** The words of the button; null where there is none. */
  async action(): Promise<string | null> {
    return (await this.#action())?.text() ?? null;
  }

  /** Presses the button. */
  async act(): Promise<void> {
    await (await this.#action())?.click();
  }

  async dismiss(): Promise<void> {
    await (await this.#dismiss())?.click();
  }
}
