import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  ServiceUnavailableException,
} from '@nestjs/common';
import type { MessageError, Turn } from '@chatkit/contract';
import { failpoint } from '#failpoint';
import { Database } from '../database/database.js';
import { Hints } from '../live/hints.js';
import { UserEvents } from '../live/user-events.js';
import type { CountedMessage } from '../rag/prompt/prompt.js';
import { RunningTurn } from './running-turn.js';
import { TurnRunner } from './turn-runner.js';
import { type ClaimedTurn, type OpenedTurn, TurnStore } from './turn-store.js';

const BEAT_MS = 1_000;
const CLAIM_EVERY_BEATS = 2;
const CLAIM_AT_MOST = 50;
const TAKEOVERS_AT_MOST = 3;
const TOO_OFTEN: MessageError = {
  code: 'interrupted',
  detail: 'The answer was interrupted several times. Try again.',
  retryable: true,
};
const DRAIN_MS = 10_000;
const DRAIN_LOOK_MS = 20;
/** A reader that comes right after the end still finds the turn here. */
const LINGER_MS = 5_000;

/** Keeps the turns that this instance runs: their leases, their partial text, those of instances that went silent. */
@Injectable()
export class TurnKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #turns = new Map<string, RunningTurn>();
  readonly #closed = new AbortController();
  readonly #logger = new Logger('Turn');
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();
  #beats = 0;
  #draining = false;
  /** No beat begins any more; one under way would otherwise set the timer again after it was cleared. */
  #resting = false;
  #opening = 0;

  constructor(
    private readonly store: TurnStore,
    private readonly runner: TurnRunner,
    private readonly database: Database,
    private readonly hints: Hints,
    private readonly userEvents: UserEvents,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.database.kind === 'embedded') await this.store.lapseAll();
    // The answer is marked to be stopped, which the next beat would find as well.
    this.hints.on('stop', ({ messageId }) => this.find(messageId)?.stopping.abort());
    this.#scheduleBeat();
  }

  /** Lets running turns end for a while, then gives them back for another instance, or the next start, to take over. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#draining = true;
    const end = performance.now() + DRAIN_MS;
    while ((this.#opening || this.#running.length) && performance.now() < end) await sleep(DRAIN_LOOK_MS);
    failpoint('drain');
    this.#resting = true;
    clearTimeout(this.#timer);
    await this.#beating;
    const unfinished = this.#running;
    for (const turn of unfinished) turn.lose();
    if (unfinished.length) await this.store.handOver();
    this.#closed.abort();
  }

  /** Aborts when this instance has given its turns up: who follows one must come back to another. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Throws a 503 while the instance shuts down. */
  requireOpen(): void {
    if (this.#draining)
      throw new ServiceUnavailableException('The server is shutting down. Send the same request again.');
  }

  /** A turn that this instance runs, or that has just ended here. */
  find(answerId: string): RunningTurn | undefined {
    const turn = this.#turns.get(answerId);
    return turn?.lost ? undefined : turn;
  }

  /**
   * Opens a turn by `open` and begins to write its answer; undefined when nothing was opened. Throws a 503 while the
   * instance shuts down.
   */
  async begin(userId: string, open: () => Promise<OpenedTurn | undefined>): Promise<Turn | undefined> {
    this.requireOpen();
    const asOf = performance.now();
    this.#opening++;
    try {
      const opened = await open();
      failpoint('turn opened');
      if (opened) this.#run(new RunningTurn(userId, opened.turn, 1, asOf), opened.history);
      return opened?.turn;
    } finally {
      this.#opening--;
    }
  }

  get #running(): RunningTurn[] {
    return [...this.#turns.values()].filter((turn) => !turn.ended);
  }

  #run(turn: RunningTurn, history?: readonly CountedMessage[]): void {
    this.#keep(turn, this.runner.run(turn, history));
  }

  #keep(turn: RunningTurn, work: Promise<void>): void {
    this.#turns.set(turn.id, turn);
    void work
      .catch((error: unknown) => {
        this.#logger.error('A turn ended unexpectedly', error instanceof Error ? error.stack : String(error));
        turn.lose();
      })
      .then(() => this.#announceEnd(turn))
      .finally(() => (turn.lost ? this.#forget(turn) : setTimeout(() => this.#forget(turn), LINGER_MS).unref()));
  }

  #announceEnd({ settled, userId, id: messageId }: RunningTurn): void {
    if (!settled) return;
    this.hints.send({ kind: 'turn', messageId });
    this.userEvents.publish(userId, { type: 'turn_ended', threadId: settled.threadId, messageId });
  }

  #forget(turn: RunningTurn): void {
    if (this.#turns.get(turn.id) === turn) this.#turns.delete(turn.id);
  }

  #scheduleBeat(): void {
    if (this.#resting) return;
    this.#timer = setTimeout(() => {
      this.#beating = this.#beat().finally(() => this.#scheduleBeat());
    }, BEAT_MS);
  }

  async #beat(): Promise<void> {
    failpoint('beat');
    await this.#warningOnly(this.#renew());
    if (!this.#draining && this.#beats++ % CLAIM_EVERY_BEATS === 0) await this.#warningOnly(this.#claim());
  }

  async #warningOnly(work: Promise<void>): Promise<void> {
    await work.catch((error: unknown) => this.#logger.warn(`The turns could not be looked after: ${String(error)}`));
  }

  async #renew(): Promise<void> {
    const turns = this.#running;
    if (!turns.length) return;
    const asOf = performance.now();
    const beats = turns.map((turn) => ({
      id: turn.id,
      attempt: turn.attempt,
      startOffset: turn.storedLength,
      text: turn.textFrom(turn.storedLength),
    }));
    const held = await this.store.beat(beats);
    for (const [i, turn] of turns.entries()) {
      const beat = held.get(turn.id);
      if (beat) {
        turn.renew(asOf);
        const added = beats[i]?.text.length ?? 0;
        turn.storedLength += added;
        if (added) this.hints.send({ kind: 'turn', messageId: turn.id });
        if (beat.stopAsked) turn.stopping.abort();
      } else if (!turn.ended) {
        turn.lose();
      }
    }
  }

  async #claim(): Promise<void> {
    const asOf = performance.now();
    const running = this.#running.map(({ id }) => id);
    for (const claimed of await this.store.claim(CLAIM_AT_MOST, running)) this.#resume(claimed, asOf);
  }

  #resume({ userId, turn, attempt, takeovers, stopAsked, written }: ClaimedTurn, asOf: number): void {
    const running = new RunningTurn(userId, turn, attempt, asOf);
    if (!stopAsked && takeovers <= TAKEOVERS_AT_MOST) return this.#run(running);
    running.append(written);
    this.#keep(
      running,
      stopAsked ? this.runner.end(running, 'stopped', null) : this.runner.end(running, 'failed', TOO_OFTEN),
    );
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
