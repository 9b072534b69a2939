import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { Turn } from '@chatkit/contract';
import { failpoint } from '#failpoint';
import type { EventStream } from '../http/event-stream.js';
import { toProblem } from '../http/problem.js';
import { Hints } from '../live/hints.js';
import type { FollowedAnswer } from './followed-answer.js';
import type { RunningTurn } from './running-turn.js';
import { textClock } from './text-clock.js';
import { TurnKeeper } from './turn-keeper.js';
import { type StoredTurn, TurnStore } from './turn-store.js';

/** For a turn that runs on another instance, when no hint comes. */
const READ_AGAIN_MS = 1_000;

/** Lets anyone follow a turn, live where this instance runs it, else from what is stored. */
@Injectable()
export class TurnReader {
  /** Emits the id of an answer that may have changed elsewhere. */
  readonly #changed = new EventEmitter().setMaxListeners(0);

  constructor(
    private readonly keeper: TurnKeeper,
    private readonly store: TurnStore,
    hints: Hints,
  ) {
    hints.on('turn', ({ messageId }) => this.#changed.emit(messageId));
    keeper.closed.addEventListener('abort', () => {
      for (const answerId of this.#changed.eventNames()) this.#changed.emit(answerId);
    });
  }

  /** The turn once it has ended, wherever it ran, or as it is when the reader has left; undefined when it was deleted. */
  async untilEnded(userId: string, answerId: string, left: AbortSignal): Promise<Turn | undefined> {
    const bell = new Doorbell();
    this.#changed.on(answerId, bell.ring);
    left.addEventListener('abort', bell.ring);
    try {
      for (;;) {
        const running = this.keeper.find(answerId);
        await running?.untilEnded(left);
        if (running?.settled) return { ...running.turn, message: running.settled };
        const stored = await this.store.read(userId, answerId);
        if (stored?.turn.message.status !== 'generating' || left.aborted) return stored?.turn;
        this.keeper.requireOpen();
        await bell.heard(READ_AGAIN_MS);
      }
    } finally {
      this.#changed.off(answerId, bell.ring);
      left.removeEventListener('abort', bell.ring);
    }
  }

  /**
   * Sends all that the reader of `answer` has not seen yet, then what comes, until the turn ends or the reader leaves.
   * Errors become an `error` frame, for the status has been sent.
   */
  async follow(stored: StoredTurn, userId: string, answer: FollowedAnswer, stream: EventStream): Promise<void> {
    failpoint('reader follows');
    try {
      await this.#follow(stored, userId, answer, stream);
      stream.send(answer.begin(stored.turn));
    } catch (error) {
      stream.send(answer.begin(stored.turn) + answer.frame({ type: 'error', problem: toProblem(error) }));
    }
  }

  async #follow(stored: StoredTurn, userId: string, answer: FollowedAnswer, stream: EventStream): Promise<void> {
    const { id } = stored.turn.message;
    const bell = new Doorbell();
    this.#changed.on(id, bell.ring);
    stream.onLeft(bell.ring);
    try {
      let current: StoredTurn | undefined = stored;
      while (current && !stream.ended && !this.keeper.closed.aborted) {
        const running = this.keeper.find(id);
        if (running) await followRunning(running, answer, stream);
        else stream.send(answer.fromStored(current));
        if (answer.ended) return;
        if (!running) await bell.heard(READ_AGAIN_MS);
        current = await this.store.read(userId, id);
      }
    } finally {
      this.#changed.off(id, bell.ring);
    }
  }
}

/** Sends what a turn that runs here says, until it ends, is taken over, or the reader leaves. */
function followRunning(turn: RunningTurn, answer: FollowedAnswer, stream: EventStream): Promise<void> {
  return new Promise((resolve) => {
    const tell = (): void => {
      // Who is slow gets it all at once later: nothing is kept for a reader but its place in the text.
      if (turn.mayBeRead && stream.hasRoom) stream.send(answer.fromRunning(turn));
      if (!answer.ended && !turn.lost && !stream.ended) return;
      off();
      resolve();
    };
    const off = turn.onChange(tell);
    stream.onRoom(tell);
    stream.onLeft(tell);
    if (turn.text || turn.ended || stream.ended) tell();
    else textClock.wait(tell);
  });
}

/** Wakes one who waits. A ring that comes while nobody waits is remembered. */
class Doorbell {
  #rung = false;
  #wake: (() => void) | undefined;

  readonly ring = (): void => {
    this.#rung = true;
    this.#wake?.();
  };

  /** Settles at the next ring, or after a while. */
  async heard(atMostMs: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, atMostMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#rung = false;
    this.#wake = undefined;
  }
}
