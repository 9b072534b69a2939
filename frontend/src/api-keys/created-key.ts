import { Component, afterNextRender, computed, input, output, signal, viewChild, type ElementRef } from '@angular/core';
import { copyText } from '@chatkit/angular';
import type { CreatedApiKey } from '@chatkit/contract';
import { injectPortalTexts } from '../language/portal-catalogue';
import { exampleCall } from './example-call';

/** A new key, to be copied: it can be read nowhere else. */
@Component({
  selector: 'app-created-key',
  template: `
    @let words = texts().apiKeys;
    <section [attr.aria-labelledby]="key().id">
      <h2 #heading tabindex="-1" [id]="key().id">{{ words.copyNow(key().name) }}</h2>
      <p>{{ words.shownOnce }}</p>
      <div class="secret">
        <code #secret dir="ltr" tabindex="0">{{ key().key }}</code>
        <button type="button" class="button primary" (click)="copy()">{{ words.copy }}</button>
        <button type="button" class="button" (click)="kept.emit()">{{ words.kept }}</button>
      </div>
      <p role="status" [class.failed]="copied() === false">
        {{ copied() === null ? '' : copied() ? words.copied : words.notCopied }}
      </p>
      <p>{{ words.tryIt }}</p>
      <pre dir="ltr" tabindex="0">{{ example() }}</pre>
    </section>
  `,
  styleUrl: './created-key.css',
})
export class CreatedKey {
  readonly key = input.required<CreatedApiKey>();
  readonly kept = output<void>();

  protected readonly texts = injectPortalTexts();
  /** Null until it was tried. */
  protected readonly copied = signal<boolean | null>(null);
  protected readonly example = computed(() => exampleCall(this.key()));
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');
  private readonly secret = viewChild.required<ElementRef<HTMLElement>>('secret');

  constructor() {
    afterNextRender(() => this.heading().nativeElement.focus());
  }

  protected async copy(): Promise<void> {
    const copied = await copyText(this.key().key);
    this.copied.set(copied);
    if (!copied) {
      getSelection()?.selectAllChildren(this.secret().nativeElement);
    }
  }
}
