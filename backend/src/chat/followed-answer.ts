import type { ChatEvent, Message, Turn } from '@chatkit/contract';
import type { RunningTurn } from './running-turn.js';
import type { StoredTurn } from './turn-store.js';

/** Where a reader is: how many UTF-16 units of which attempt's text it has. */
export interface Position {
  attempt: number;
  offset: number;
}

/** Reads `Last-Event-ID`; anything that is not one of ours starts from the beginning. */
export function parsePosition(lastEventId: string | undefined): Position | undefined {
  const match = /^(\d{1,9})\.(\d{1,9})$/.exec(lastEventId ?? '');
  return match ? { attempt: Number(match[1]), offset: Number(match[2]) } : undefined;
}

/** What one reader of an answer has been told, and the frames for what it has not. */
export class FollowedAnswer {
  /** Whether the last frame has been made. */
  ended = false;
  #begun = false;
  #attempt: number | undefined;
  #offset: number;
  #step: ChatEvent | undefined;
  #sources: unknown;

  constructor(position: Position | undefined) {
    this.#attempt = position?.attempt;
    this.#offset = position?.offset ?? 0;
  }

  frame(event: ChatEvent): string {
    return `id: ${this.#attempt ?? 1}.${this.#offset}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  }

  /** The frame that every stream begins with, unless it was made before. */
  begin(turn: Turn): string {
    if (this.#begun) return '';
    this.#begun = true;
    return this.frame({ type: 'turn', ...withoutText(turn) });
  }

  /** The frames from what is stored. */
  fromStored({ turn, attempt, written }: StoredTurn): string {
    const begun = this.begin(turn) + this.#enter(attempt);
    if (turn.message.status !== 'generating') return begun + this.#finish(turn.message);
    return begun + this.#delta(written.slice(this.#offset));
  }

  /** The frames from where it is written. */
  fromRunning(turn: RunningTurn): string {
    let frames = this.begin(turn.turn) + this.#enter(turn.attempt);
    if (turn.step && turn.step !== this.#step) frames += this.frame((this.#step = turn.step));
    if (turn.sources && turn.sources !== this.#sources) {
      this.#sources = turn.sources;
      frames += this.frame({ type: 'sources', sources: turn.sources });
    }
    frames += this.#delta(turn.textFrom(this.#offset));
    return turn.settled ? frames + this.#finish(turn.settled) : frames;
  }

  /** Text of an attempt that died is never continued by that of the next. */
  #enter(attempt: number): string {
    if (this.#attempt === attempt) return '';
    const isAnother = this.#attempt !== undefined;
    this.#attempt = attempt;
    return isAnother ? this.#restart() : '';
  }

  #restart(): string {
    this.#offset = 0;
    this.#step = this.#sources = undefined;
    return this.frame({ type: 'restart' });
  }

  #delta(text: string): string {
    if (!text) return '';
    this.#offset += text.length;
    return this.frame({ type: 'delta', text });
  }

  #finish(message: Message): string {
    const restart = message.content.length < this.#offset ? this.#restart() : '';
    const text = this.#delta(message.content.slice(this.#offset));
    this.ended = true;
    return (
      restart + text + this.frame({ type: 'message', message }) + this.frame({ type: 'end', status: message.status })
    );
  }
}

/** In the stream the text comes as deltas only. */
function withoutText(turn: Turn): Turn {
  return { ...turn, message: { ...turn.message, content: '', status: 'generating', citations: [], error: null } };
}
