import { ApplicationRef, Component, inject, signal } from '@angular/core';
import type { Citation } from '@chatkit/contract';
import { ChatKit, ChatPanel, ChatTransport, Composer, MarkdownView } from '@chatkit/angular';
import type { ScriptedChatTransport } from '@chatkit/angular/testing';
import { MarkdownComponent } from 'ngx-markdown';
import type { Driven, Method, Opened, Streamed } from './driven';
import { openThread } from './open-thread';
import { streamAnswer } from './stream-answer';

/** Characters by which an answer grows in a frame. */
const growth = 40;

/** Far more than one rendering takes. */
const microtasks = 50;

/** One answer and a composer by themselves, for tests and measurements. */
@Component({
  selector: 'app-laboratory',
  imports: [ChatPanel, Composer, MarkdownComponent, MarkdownView],
  template: `
    @switch (method()) {
      @case ('kit') {
        <ck-markdown [text]="text()" [streaming]="streaming()" [citations]="citations()" />
      }
      @case ('whole') {
        <markdown [data]="text()" />
      }
    }
    @if (opened()) {
      <ck-chat-panel />
    }
    <ck-composer [text]="draft()" (edited)="draft.set($event)" />
  `,
  styles: `
    :host {
      display: block;
      max-width: 44rem;
    }
    ck-chat-panel {
      height: 700px;
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
  protected readonly opened = signal(false);
  protected pressed = 0;
  readonly typed: number[] = [];
  readonly #app = inject(ApplicationRef);
  readonly #kit = inject(ChatKit);
  readonly #server = inject(ChatTransport) as ScriptedChatTransport;

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

  async openThread(messages: number, answer: string): Promise<Opened> {
    this.opened.set(true);
    await this.#settle();
    return openThread(this.#kit, this.#server, messages, answer);
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
