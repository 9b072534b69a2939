import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { ChatEvent, Message, Turn } from '@chatkit/contract';
import { failpoint } from '#failpoint';
import { Doorbell } from '../http/doorbell.js';
import { HEARTBEAT } from '../http/event-stream.js';
import { Hints } from '../live/hints.js';
import type { RunningTurn } from './running-turn.js';
import { TurnKeeper } from './turn-keeper.js';
import { type StoredTurn, TurnStore } from './turn-store.js';

/** Where a reader is: how many UTF-16 units of which attempt's text it has. */
export interface Position {
  attempt: number;
  offset: number;
}

export interface Frame {
  position: Position;
  event: ChatEvent;
}

const HEARTBEAT_MS = 14_000;
const LOOK_MS = 1_000;
/** For a turn that runs on another instance, when no hint comes. */
const READ_AGAIN_MS = 1_000;

/** Lets anyone follow a turn, live where this instance runs it, else from what is stored. */
@Injectable()
export class TurnReader {
  /** Emits the id of an answer that changed on another instance. */
  readonly #hinted = new EventEmitter();

  constructor(
    private readonly keeper: TurnKeeper,
    private readonly store: TurnStore,
    hints: Hints,
  ) {
    this.#hinted.setMaxListeners(0);
    hints.on('turn', ({ messageId }) => this.#hinted.emit(messageId));
  }

  /** The turn once it has ended, wherever it ran, or as it is when the reader has left; undefined when it was deleted. */
  async untilEnded(userId: string, answerId: string, left: AbortSignal): Promise<Turn | undefined> {
    const bell = this.#bellOf(answerId);
    try {
      for (;;) {
        const running = this.keeper.find(answerId);
        await running?.untilEnded(left);
        if (running?.settled) return { ...running.turn, message: running.settled };
        const stored = await this.store.read(userId, answerId);
        if (stored?.turn.message.status !== 'generating' || left.aborted) return stored?.turn;
        this.keeper.requireOpen();
        await pause(bell, left);
      }
    } finally {
      this.#hinted.off(answerId, bell.ring);
    }
  }

  /** All that the reader at `position` has not seen yet, then what comes, until the turn ends or `signal` aborts. */
  async *follow(
    stored: StoredTurn,
    userId: string,
    position: Position | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<Frame | typeof HEARTBEAT> {
    failpoint('reader follows');
    const following = new Following(position);
    const left = AbortSignal.any([signal, this.keeper.closed]);
    yield following.frame({ type: 'turn', ...withoutText(stored.turn) });
    const { id } = stored.turn.message;
    const bell = this.#bellOf(id);
    try {
      let current: StoredTurn | undefined = stored;
      while (current && !left.aborted) {
        const running = this.keeper.find(id);
        if (running) yield* this.#followRunning(running, following, left);
        else yield* following.catchUp(current);
        if (following.ended) return;
        if (!running) await pause(bell, left);
        if (following.silentFor(HEARTBEAT_MS)) yield HEARTBEAT;
        current = await this.store.read(userId, id);
      }
    } finally {
      this.#hinted.off(id, bell.ring);
    }
  }

  /** Rings when a hint says that the answer changed on another instance; also while nobody waits for it. */
  #bellOf(answerId: string): Doorbell {
    const bell = new Doorbell();
    this.#hinted.on(answerId, bell.ring);
    return bell;
  }

  async *#followRunning(
    turn: RunningTurn,
    following: Following,
    signal: AbortSignal,
  ): AsyncGenerator<Frame | typeof HEARTBEAT> {
    const bell = new Doorbell();
    const off = turn.onChange(bell.ring);
    const timer = setInterval(bell.ring, LOOK_MS);
    signal.addEventListener('abort', bell.ring);
    try {
      while (!signal.aborted && !turn.lost) {
        yield* following.catchUpWith(turn);
        if (following.ended) return;
        await bell.heard();
        if (following.silentFor(HEARTBEAT_MS)) yield HEARTBEAT;
      }
    } finally {
      off();
      clearInterval(timer);
      signal.removeEventListener('abort', bell.ring);
    }
  }
}

/** Settles when the bell rings, when the reader leaves, or after a while. */
async function pause(bell: Doorbell, left: AbortSignal): Promise<void> {
  const timer = setTimeout(bell.ring, READ_AGAIN_MS);
  left.addEventListener('abort', bell.ring);
  await bell.heard();
  clearTimeout(timer);
  left.removeEventListener('abort', bell.ring);
}

/** What one reader has been told. */
class Following {
  ended = false;
  #attempt: number | undefined;
  #offset: number;
  #step: ChatEvent | undefined;
  #sources: unknown;
  #lastFrame = performance.now();

  constructor(position: Position | undefined) {
    this.#attempt = position?.attempt;
    this.#offset = position?.offset ?? 0;
  }

  frame(event: ChatEvent): Frame {
    this.#lastFrame = performance.now();
    return { position: { attempt: this.#attempt ?? 1, offset: this.#offset }, event };
  }

  silentFor(milliseconds: number): boolean {
    if (performance.now() - this.#lastFrame < milliseconds) return false;
    this.#lastFrame = performance.now();
    return true;
  }

  *catchUp({ turn, attempt, written }: StoredTurn): Generator<Frame> {
    yield* this.#enter(attempt);
    if (turn.message.status === 'generating') yield* this.#text(written);
    else yield* this.#finish(turn.message);
  }

  *catchUpWith(turn: RunningTurn): Generator<Frame> {
    yield* this.#enter(turn.attempt);
    if (turn.step && turn.step !== this.#step) yield this.frame((this.#step = turn.step));
    if (turn.sources && turn.sources !== this.#sources) {
      this.#sources = turn.sources;
      yield this.frame({ type: 'sources', sources: turn.sources });
    }
    yield* this.#text(turn.text);
    if (turn.settled) yield* this.#finish(turn.settled);
  }

  /** Text of an attempt that died is never continued by that of the next. */
  *#enter(attempt: number): Generator<Frame> {
    if (this.#attempt === attempt) return;
    const other = this.#attempt !== undefined;
    this.#attempt = attempt;
    if (other) yield* this.#restart();
  }

  *#restart(): Generator<Frame> {
    this.#offset = 0;
    this.#step = this.#sources = undefined;
    yield this.frame({ type: 'restart' });
  }

  *#text(text: string): Generator<Frame> {
    if (text.length <= this.#offset) return;
    const delta = text.slice(this.#offset);
    this.#offset = text.length;
    yield this.frame({ type: 'delta', text: delta });
  }

  *#finish(message: Message): Generator<Frame> {
    if (message.content.length < this.#offset) yield* this.#restart();
    yield* this.#text(message.content);
    yield this.frame({ type: 'message', message });
    this.ended = true;
    yield this.frame({ type: 'end', status: message.status });
  }
}

/** In the stream the text comes as deltas only. */
function withoutText(turn: Turn): Turn {
  return { ...turn, message: { ...turn.message, content: '', status: 'generating', citations: [], error: null } };
}
