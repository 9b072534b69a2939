import { Component, computed, inject, input, model } from '@angular/core';
import { KnowledgeStore } from './knowledge-store';

/** Chooses one of the collections, or all of them; not shown where there is none. */
@Component({
  selector: 'app-collection-select',
  template: `
    @if (names().length > 0) {
      <select #field class="field" [attr.aria-label]="label()" (change)="chosen.set(field.value)">
        <option value="">{{ all() }}</option>
        @for (name of names(); track name) {
          <option [value]="name" [selected]="name === chosen()">{{ name }}</option>
        }
      </select>
    }
  `,
  styles: `
    :host {
      display: contents;
    }
    select {
      flex: 0 1 11rem;
      min-width: 8rem;
      min-height: 40px;
      padding: 5px 8px;
      font-size: 14px;
    }
  `,
})
export class CollectionSelect {
  readonly label = input.required<string>();
  /** The words for all of them. */
  readonly all = input.required<string>();
  /** Its name; empty for all. */
  readonly chosen = model('');

  readonly #store = inject(KnowledgeStore);
  /** What is chosen stays, even when its last document is gone. */
  protected readonly names = computed(() => {
    const names = this.#store.collections().map(({ name }) => name);
    return this.chosen() === '' || names.includes(this.chosen()) ? names : [...names, this.chosen()];
  });
}
