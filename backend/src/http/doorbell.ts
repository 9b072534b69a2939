import { setImmediate as nextTurnOfTheLoop } from 'node:timers/promises';

/** Wakes one waiting reader. Rings that come while nobody waits are remembered as one. */
export class Doorbell {
  #rung = false;
  #wake: (() => void) | undefined;

  readonly ring = (): void => {
    this.#rung = true;
    this.#wake?.();
  };

  /** Settles after the next ring, once whatever came together with it has come. */
  async heard(): Promise<void> {
    if (!this.#rung) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
    await nextTurnOfTheLoop();
    this.#rung = false;
  }
}
