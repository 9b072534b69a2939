import { Component, input } from '@angular/core';

/** A part in one of its states, with the name of the state above it. */
@Component({
  selector: 'app-exhibit',
  template: `
    <figure>
      <figcaption>{{ name() }}</figcaption>
      <div class="stage"><ng-content /></div>
    </figure>
  `,
  styles: `
    figure {
      margin: 0;
    }
    figcaption {
      margin-block-end: 8px;
      color: var(--ck-text-muted);
      font-size: 13px;
    }
    .stage {
      min-width: 0;
      padding: 16px;
      border: 1px solid var(--ck-border);
      border-radius: var(--ck-radius-small);
      background: var(--ck-surface);
    }
    :host(.column) .stage {
      display: flex;
      block-size: 400px;
      padding: 0;
      overflow: hidden;
    }
  `,
})
export class Exhibit {
  readonly name = input.required<string>();
}
