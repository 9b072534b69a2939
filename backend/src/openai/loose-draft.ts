import type { Citation } from '@chatkit/contract';
import type { Draft } from '../chat/answer-writer.js';

/** An answer that is stored nowhere. */
export class LooseDraft implements Draft {
  text = '';
  sources: Citation[] | undefined;
  model: string | null = null;

  constructor(private readonly onText: (text: string) => void = () => undefined) {}

  show(): void {
    // There is no place for steps in a completion.
  }

  cite(sources: Citation[]): void {
    this.sources = sources;
  }

  append(text: string): void {
    this.text += text;
    this.onText(text);
  }
}
