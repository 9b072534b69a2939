import type { ChatEvent } from '@chatkit/contract';
import type { Ask } from './ask.ts';
import type { Tally } from './tally.ts';

const FRAMES_KEPT = 40;

/** One reader of an answer: folds what it hears, across any number of connections. */
export class AnswerReader {
  /** The `id` of the last frame, to go on from. */
  position: string | undefined;
  ended = false;
  readonly #ask: Ask;
  readonly #tally: Tally;
  #text = '';
  #frames: string[] = [];

  constructor(ask: Ask, tally: Tally) {
    this.#ask = ask;
    this.#tally = tally;
  }

  /** Reads until the stream closes; `onPiece` hears of every sign of life. */
  async read(body: ReadableStream<Uint8Array>, onPiece: () => void): Promise<void> {
    this.#note('connected');
    let pending = '';
    for await (const piece of body.pipeThrough(new TextDecoderStream())) {
      onPiece();
      const parts = (pending + piece).split('\n\n');
      pending = parts.pop() ?? '';
      for (const part of parts) if (!part.startsWith(':')) this.#take(part);
    }
  }

  #take(part: string): void {
    const data = part.slice(part.indexOf('\ndata: ') + 7);
    const event = JSON.parse(data) as ChatEvent;
    this.position = /^id: (\S+)/.exec(part)?.[1];
    this.#note(`${this.position} ${event.type === 'delta' ? `+${event.text.length}` : event.type}`);
    switch (event.type) {
      case 'turn':
        return this.#ask.acknowledge({ ...event, message: { ...event.message, status: 'generating' } });
      case 'restart':
        this.#text = '';
        return;
      case 'delta':
        this.#text += event.text;
        return;
      case 'message':
        if (this.#text !== event.message.content) this.#violated(event.message.content);
        return this.#ask.end(event.message);
      case 'end':
        this.#tally.count('answers read to the end');
        this.ended = true;
        return;
      default:
    }
  }

  #violated(content: string): void {
    const facts = { folded: this.#text, stored: content, frames: this.#frames, ask: this.#ask.facts() };
    this.#tally.violated('what a reader has folded is not what is stored', facts);
  }

  #note(what: string): void {
    this.#frames = [...this.#frames, what].slice(-FRAMES_KEPT);
  }
}
