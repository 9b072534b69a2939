import { ComponentHarness, TestKey } from '@angular/cdk/testing';

/** The list of threads. */
export class ThreadListHarness extends ComponentHarness {
  static readonly hostSelector = 'ck-thread-list';

  readonly #titles = this.locatorForAll('.title');
  readonly #current = this.locatorForOptional('.title[aria-current]');
  readonly #create = this.locatorFor('.new');
  readonly #more = this.locatorForOptional('.more');
  readonly #name = this.locatorFor('input.name');

  /** In their order on the page. */
  async titles(): Promise<string[]> {
    return Promise.all((await this.#titles()).map((title) => title.text()));
  }

  /** The title of the open thread; null for none. */
  async current(): Promise<string | null> {
    return (await (await this.#current())?.text()) ?? null;
  }

  /** Opens the thread at this place of the list, from 0. */
  async open(place: number): Promise<void> {
    await (await this.#titles())[place]?.click();
  }

  async create(): Promise<void> {
    await (await this.#create()).click();
  }

  /** Gives the thread at this place another title, as with the keyboard. */
  async rename(place: number, title: string): Promise<void> {
    await (await this.#titles())[place]?.sendKeys(TestKey.F2);
    const name = await this.#name();
    await name.setInputValue(title);
    await name.dispatchEvent('submit');
  }

  /** Deletes the thread at this place, as with the keyboard. */
  async delete(place: number): Promise<void> {
    await (await this.#titles())[place]?.sendKeys(TestKey.DELETE);
  }

  async showMore(): Promise<void> {
    await (await this.#more())?.click();
  }
}
