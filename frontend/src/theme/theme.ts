import { DOCUMENT, Service, inject, signal } from '@angular/core';

/** `system` follows what the device is set to. */
export type ThemeChoice = 'system' | 'light' | 'dark';

const storageKey = 'chatkit.theme';
const contrastKey = 'chatkit.contrast';

/** Light, dark, or as the device has it, and whether with more contrast than that; remembered on this device. */
@Service()
export class Theme {
  readonly #root = inject(DOCUMENT).documentElement;
  readonly #choice = signal<ThemeChoice>('system');
  readonly #contrast = signal(false);

  readonly choice = this.#choice.asReadonly();
  readonly contrast = this.#contrast.asReadonly();

  constructor() {
    const remembered = localStorage.getItem(storageKey);
    this.choose(remembered === 'light' || remembered === 'dark' ? remembered : 'system');
    this.chooseContrast(localStorage.getItem(contrastKey) === 'more');
  }

  choose(choice: ThemeChoice): void {
    this.#choice.set(choice);
    this.#root.dataset['theme'] = choice;
    localStorage.setItem(storageKey, choice);
  }

  /** With more contrast; without it, what the device asks for. */
  chooseContrast(more: boolean): void {
    this.#contrast.set(more);
    this.#root.dataset['contrast'] = more ? 'more' : 'system';
    localStorage.setItem(contrastKey, more ? 'more' : 'system');
  }
}
