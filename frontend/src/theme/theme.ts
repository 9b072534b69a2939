import { DOCUMENT, Service, inject, signal } from '@angular/core';

/** `system` follows what the device is set to. */
export type ThemeChoice = 'system' | 'light' | 'dark';

const storageKey = 'chatkit.theme';

/** Light, dark, or as the device has it; remembered on this device. */
@Service()
export class Theme {
  readonly #root = inject(DOCUMENT).documentElement;
  readonly #choice = signal<ThemeChoice>('system');

  readonly choice = this.#choice.asReadonly();

  constructor() {
    const remembered = localStorage.getItem(storageKey);
    this.choose(remembered === 'light' || remembered === 'dark' ? remembered : 'system');
  }

  choose(choice: ThemeChoice): void {
    this.#choice.set(choice);
    this.#root.dataset['theme'] = choice;
    localStorage.setItem(storageKey, choice);
  }
}
