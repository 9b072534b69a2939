import type { UserEvent } from '@chatkit/contract';
import { Doorbell } from '../http/doorbell.js';
import type { HEARTBEAT } from '../http/event-stream.js';

type Item = UserEvent | typeof HEARTBEAT;

const WAITING_AT_MOST = 100;
const READY: UserEvent = { type: 'ready' };

/** One open event stream. It begins with `ready`. */
export class UserStream {
  readonly #bell = new Doorbell();
  #waiting: Item[] = [READY];
  #ended = false;

  constructor(readonly sessionId: string) {}

  /** A reader that is too slow gets `ready` in place of what it missed. */
  tell(item: Item): void {
    if (this.#waiting.length < WAITING_AT_MOST) this.#waiting.push(item);
    else this.#waiting = [READY];
    this.#bell.ring();
  }

  end(): void {
    this.#ended = true;
    this.#bell.ring();
  }

  async *items(): AsyncGenerator<Item> {
    while (!this.#ended) {
      yield* this.#waiting.splice(0);
      await this.#bell.heard();
    }
  }
}
