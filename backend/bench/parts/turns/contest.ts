import type { Contender } from '../../contenders/contender.ts';
import type { Model } from '../../contenders/model.ts';
import type { ContenderName } from './comparison.ts';

/** Those that are compared, and the model that all of them ask. */
export class Contest {
  readonly model: Model;
  readonly #contenders: readonly (readonly [ContenderName, Contender])[];

  constructor(model: Model, contenders: Partial<Record<ContenderName, Contender>>) {
    this.model = model;
    this.#contenders = Object.entries(contenders) as [ContenderName, Contender][];
  }

  /** Has each do `work` after the other, in an order that changes from round to round. */
  async eachInTurn(
    round: number,
    work: (name: ContenderName, contender: Contender) => Promise<unknown>,
  ): Promise<void> {
    const order = round % 2 === 0 ? this.#contenders : this.#contenders.toReversed();
    for (const [name, contender] of order) await work(name, contender);
  }
}
