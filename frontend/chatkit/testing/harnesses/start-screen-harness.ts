import { ComponentHarness } from '@angular/cdk/testing';

/** What a new thread shows. */
export class StartScreenHarness extends ComponentHarness {
  static readonly hostSelector = 'ck-start-screen';

  readonly #greeting = this.locatorFor('h2');
  readonly #questions = this.locatorForAll('li button');

  async greeting(): Promise<string> {
    return (await this.#greeting()).text();
  }

  /** The questions to begin with. */
  async questions(): Promise<string[]> {
    return Promise.all((await this.#questions()).map((question) => question.text()));
  }

  /** Asks the question at this place of the list, from 0. */
  async ask(place: number): Promise<void> {
    await (await this.#questions())[place]?.click();
  }
}
