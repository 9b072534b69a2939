import { median } from '../statistics.ts';

/** One figure of both contenders; floor and ratio are missing where there is no floor. */
export interface Comparison {
  floor?: number;
  product: number;
  /** Product to floor, taken round by round, so that what the machine does meanwhile cancels out. */
  ratio?: number;
}

export type ContenderName = 'floor' | 'product';

/** Collects a figure round by round. */
export class Pairs {
  readonly #values: Record<ContenderName, number[]> = { floor: [], product: [] };

  add(contender: ContenderName, value: number): void {
    this.#values[contender].push(value);
  }

  /** The medians. */
  compare(): Comparison {
    const { floor, product } = this.#values;
    if (floor.length === 0) return { product: median(product) };
    const ratios = product.map((value, round) => value / (floor[round] ?? NaN));
    return { floor: median(floor), product: median(product), ratio: median(ratios) };
  }
}
