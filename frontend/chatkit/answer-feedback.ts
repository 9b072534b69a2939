import { Service, inject } from '@angular/core';
import type { Feedback } from '@chatkit/contract';
import { OpenThread } from './open-thread';
import { ChatTransport } from './transport/chat-transport';

/** What somebody thinks of the answers in the open thread: shown at once, and taken back where the server refuses it. */
@Service({ autoProvided: false })
export class AnswerFeedback {
  readonly #transport = inject(ChatTransport);
  readonly #thread = inject(OpenThread);
  #sent: Promise<void> = Promise.resolve();

  /** Replaces what was said of the answer with this key; null takes it back. */
  give(key: string, feedback: Feedback | null): Promise<void> {
    const answer = this.#thread.message(key);
    if (answer?.role !== 'assistant' || answer.id === null) {
      return Promise.resolve();
    }
    const { id } = answer;
    const { reader } = this.#thread;
    this.#thread.dispatch({ type: 'judged', key, feedback });
    // One after the other, so that what was said last is what is stored.
    this.#sent = this.#sent.then(async () => {
      try {
        await this.#transport.giveFeedback(id, feedback);
      } catch (error) {
        if (!reader.aborted) {
          this.#thread.dispatch({ type: 'judged', key, feedback: answer.feedback });
          this.#thread.fail(error);
        }
      }
    });
    return this.#sent;
  }
}
