import { Service } from '@angular/core';
import { styleSheetOf } from './style-sheet';

/** Where Angular puts the styles of components: into the shadow root alone, and never into the page's head. */
@Service({ autoProvided: false })
export class AdoptedStyles {
  readonly #styles = new Set<string>();
  readonly #roots = new Set<ShadowRoot>();

  addStyles(styles: readonly string[]): void {
    for (const css of styles) {
      if (!this.#styles.has(css)) {
        this.#styles.add(css);
        this.#roots.forEach((root) => root.adoptedStyleSheets.push(styleSheetOf(css)));
      }
    }
  }

  /** They stay: the next component of the kind needs them again, and all go with the root. */
  removeStyles(): void {}

  addHost(host: Node): void {
    if (host instanceof ShadowRoot && !this.#roots.has(host)) {
      this.#roots.add(host);
      host.adoptedStyleSheets.push(...Array.from(this.#styles, styleSheetOf));
    }
  }

  removeHost(host: Node): void {
    if (host instanceof ShadowRoot && this.#roots.delete(host)) {
      const own = new Set(Array.from(this.#styles, styleSheetOf));
      host.adoptedStyleSheets = host.adoptedStyleSheets.filter((sheet) => !own.has(sheet));
    }
  }
}
