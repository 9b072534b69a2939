import type { ChatEvent, Citation } from '@chatkit/contract';
import type { Draft } from './answer-writer.js';

type Step = Extract<ChatEvent, { type: 'step' }>;

interface Listener {
  onText?: (text: string) => void;
  onStep?: (step: Step) => void;
}

/** An answer that is stored nowhere. */
export class LooseDraft implements Draft {
  text = '';
  sources: Citation[] | undefined;
  model: string | null = null;

  constructor(private readonly listener: Listener = {}) {}

  show(step: Step): void {
    this.listener.onStep?.(step);
  }

  cite(sources: Citation[]): void {
    this.sources = sources;
  }

  append(text: string): void {
    this.text += text;
    this.listener.onText?.(text);
  }
}
