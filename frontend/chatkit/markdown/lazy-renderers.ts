import { Service, signal, type Signal } from '@angular/core';
import type { colourCode } from './code-colours';
import type { typesetFormula } from './typeset-formula';

/** What an answer needs only sometimes. Each is loaded when somebody asks for it, and null until it is there. */
@Service()
export class LazyRenderers {
  /** Colours code. */
  readonly colour = lazily<typeof colourCode>(() => import('./code-colours').then((module) => module.colourCode));
  /** Typesets formulas. */
  readonly typeset = lazily<typeof typesetFormula>(() =>
    import('./typeset-formula').then((module) => module.typesetFormula),
  );
}

/** A function whose code is fetched on demand. */
export interface Lazy<Work> {
  readonly ready: Signal<Work | null>;
  load(): void;
}

function lazily<Work>(fetchIt: () => Promise<Work>): Lazy<Work> {
  const ready = signal<Work | null>(null);
  let asked = false;
  return {
    ready: ready.asReadonly(),
    load() {
      if (!asked) {
        asked = true;
        fetchIt().then(
          (work) => ready.set(work),
          () => (asked = false), // offline: the text stays plain until something else asks
        );
      }
    },
  };
}
