import { ApplicationRef, Component, inject, signal } from '@angular/core';
import type { Citation } from '@chatkit/contract';
import { Composer, MarkdownView } from '@chatkit/angular';
import { MarkdownComponent } from 'ngx-markdown';
import type { Driven, Method, Streamed } from './driven';
import { streamAnswer } from './stream-answer';

/** Characters by which an answer grows in a frame. */
const growth = 40;

/** Far more than one rendering takes. */
const microtasks = 50;

/** One answer and a composer by themselves, for tests and measurements. */
@Component({
  selector: 'app-laboratory',
  imports: [Composer, MarkdownComponent, MarkdownView],
  template: `
    @switch (method()) {
      @case ('kit') {
        <ck-markdown [text]="text()" [streaming]="streaming()" [citations]="citations()" />
      }
      @case ('whole') {
        <markdown [data]="text()" />
      }
    }
    <ck-composer [text]="draft()" (edited)="draft.set($event)" />
  `,
  styles: `
    :host {
      display: block;
      max-width: 44rem;
    }
  `,
  host: { '(keydown)': 'pressed = $event.timeStamp', '(input)': 'typed.push(now() - pressed)' },
})
export class Laboratory implements Driven {
  protected readonly method = signal<Method | null>(null);
  protected readonly text = signal('');
  protected readonly streaming = signal(false);
  protected readonly citations = signal<readonly Citation[]>([]);
  protected readonly draft = signal('');
  protected pressed = 0;
  readonly typed: number[] = [];
  readonly #app = inject(ApplicationRef);

  async begin(method: Method, citations: readonly Citation[] = []): Promise<void> {
    this.method.set(null);
    await this.#settle();
    this.citations.set(citations);
    this.text.set('');
    this.method.set(method);
    await this.#settle();
  }

  async show(text: string, streaming: boolean): Promise<void> {
    this.text.set(text);
    this.streaming.set(streaming);
    await this.#settle();
  }

  stream(method: Method, answer: string, deltas: number): Promise<Streamed> {
    return streamAnswer(this, method, answer, deltas);
  }

  growForEver(answer: string): void {
    const end = this.text().length >= answer.length ? 0 : this.text().length + growth;
    void this.show(answer.slice(0, end), true);
    requestAnimationFrame(() => this.growForEver(answer));
  }

  protected now(): number {
    return performance.now();
  }

  /** Rendering ends in microtasks; Angular would call itself stable only some frames later. */
  async #settle(): Promise<void> {
    this.#app.tick();
    for (let turn = 0; turn < microtasks; turn += 1) {
      await Promise.resolve();
    }
  }
}
