import { ComponentHarness } from '@angular/cdk/testing';

/** The sources of an answer. */
export class SourceListHarness extends ComponentHarness {
  static readonly hostSelector = 'ck-source-list';

  readonly #cards = this.locatorForAll('.card:not(.more)');
  readonly #titles = this.locatorForAll('.card .title');
  readonly #more = this.locatorForOptional('.more');

  /** Each with its number: `1 Travel policy`. */
  async titles(): Promise<string[]> {
    return Promise.all((await this.#titles()).map((title) => title.text()));
  }

  /** Opens the source at this place of the list, from 0. */
  async open(place: number): Promise<void> {
    await (await this.#cards())[place]?.click();
  }

  /** Shows those beyond the first four, too. */
  async showAll(): Promise<void> {
    await (await this.#more())?.click();
  }
}
