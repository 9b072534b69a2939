import { ComponentHarness, parallel } from '@angular/cdk/testing';
import type { WaitingQuestion } from '@chatkit/angular';

/** The questions that are not sent yet. */
export class WaitingQuestionsHarness extends ComponentHarness {
  static readonly hostSelector = 'ck-waiting-questions';

  readonly #questions = this.locatorForAll('li');
  readonly #bubbles = this.locatorForAll('.bubble');

  async texts(): Promise<string[]> {
    const bubbles = await this.#bubbles();
    return parallel(() => bubbles.map((bubble) => bubble.text()));
  }

  async states(): Promise<WaitingQuestion['state'][]> {
    const questions = await this.#questions();
    const states = await parallel(() => questions.map((question) => question.getAttribute('data-state')));
    return states as WaitingQuestion['state'][];
  }
}
