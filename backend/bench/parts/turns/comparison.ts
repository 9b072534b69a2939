import { median } from '../../statistics.ts';

export type ContenderName = 'floor' | 'withoutRetrieval' | 'product';

export interface Compared {
  value: number;
  /** To the floor, taken round by round, so that what the machine does meanwhile cancels out. */
  ratio?: number;
  /** From the floor, taken in the same way. */
  difference?: number;
}

/** One figure of all contenders; only the product is there where there is no floor. */
export type Comparison = Partial<Record<ContenderName, Compared>>;

/** Collects a figure round by round. */
export class Figure {
  readonly #values = new Map<ContenderName, number[]>();

  add(contender: ContenderName, value: number): void {
    const values = this.#values.get(contender);
    if (values) values.push(value);
    else this.#values.set(contender, [value]);
  }

  /** The medians. */
  compare(): Comparison {
    const floor = this.#values.get('floor');
    const compared = ([name, values]: [ContenderName, number[]]): [ContenderName, Compared] => {
      const value = median(values);
      if (!floor || name === 'floor') return [name, { value }];
      const beside = (relate: (mine: number, floors: number) => number) =>
        median(values.map((mine, round) => relate(mine, floor[round] ?? NaN)));
      return [name, { value, ratio: beside((a, b) => a / b), difference: beside((a, b) => a - b) }];
    };
    return Object.fromEntries(Array.from(this.#values, compared));
  }
}
