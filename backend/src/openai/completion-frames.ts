import type { ChatEvent, Message } from '@chatkit/contract';
import { FollowedAnswer } from '../chat/followed-answer.js';
import type { Completion } from './completion.js';
import { shapeOf } from './openai-error.js';

/** The events of a turn as chunks of a completion, up to the end of its text. */
export class CompletionFrames extends FollowedAnswer {
  /** The stored answer, once it has come. */
  message: Message | undefined;
  #said = false;

  constructor(private readonly completion: Completion) {
    super(undefined);
  }

  override frame(event: ChatEvent): string {
    switch (event.type) {
      case 'turn':
        return this.completion.role();
      case 'delta':
        this.#said = true;
        return this.completion.text(event.text);
      case 'message':
        this.message = event.message;
        return '';
      case 'restart':
        return this.#said ? this.breakOff() : '';
      case 'error':
        this.ended = true;
        return this.completion.error(shapeOf(event.problem));
      default:
        return '';
    }
  }

  /** Text that was sent cannot be taken back, nor gone on with elsewhere. */
  breakOff(): string {
    this.ended = true;
    const message = 'The stream was interrupted. The answer goes on in its thread: read it there.';
    return this.completion.error({ error: { message, type: 'server_error', param: null, code: 'interrupted' } });
  }
}
