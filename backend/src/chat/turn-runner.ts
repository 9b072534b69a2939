import { Injectable, Logger } from '@nestjs/common';
import type { MessageError } from '@chatkit/contract';
import type { Span } from '@opentelemetry/api';
import { Metrics } from '../metrics/metrics.js';
import type { CountedMessage } from '../rag/prompt/prompt.js';
import { countTokens } from '../rag/prompt/tokens.js';
import { inSpan } from '../tracing/in-span.js';
import { AnswerWriter, type WrittenAnswer } from './answer-writer.js';
import type { RunningTurn } from './running-turn.js';
import { type Outcome, TurnStore } from './turn-store.js';

const SETTLE_PAUSE_AT_MOST_MS = 2_000;

/** Has the answer of one turn written, outside any request, and settles the turn. */
@Injectable()
export class TurnRunner {
  readonly #logger = new Logger('Turn');

  constructor(
    private readonly store: TurnStore,
    private readonly writer: AnswerWriter,
    private readonly metrics: Metrics,
  ) {}

  /** `history`: what was said before the question, where it is known already. */
  run(turn: RunningTurn, history?: readonly CountedMessage[]): Promise<void> {
    return inSpan('turn', { 'chatkit.message_id': turn.id }, (span) => this.#run(turn, history, span));
  }

  async #run(turn: RunningTurn, history: readonly CountedMessage[] | undefined, span: Span): Promise<void> {
    const { userMessage } = turn.turn;
    const asked = {
      userId: turn.userId,
      question: userMessage.content,
      collection: userMessage.collection,
      history: async () => history ?? this.store.history(userMessage),
    };
    const written = await this.writer.write(asked, turn, turn.stopping.signal);
    span.setAttribute('chatkit.status', written.status);
    await this.#settle(turn, outcome(turn, written));
  }

  /** Ends a turn whose fate is decided without the model. */
  async end(turn: RunningTurn, status: 'stopped' | 'failed', error: MessageError | null): Promise<void> {
    await this.#settle(turn, outcome(turn, { status, citations: [], error, trace: null }));
  }

  /** Tries until the outcome is stored, for as long as the turn is this instance's. */
  async #settle(turn: RunningTurn, outcome: Outcome): Promise<void> {
    for (let pause = 100; !turn.lost; pause = Math.min(2 * pause, SETTLE_PAUSE_AT_MOST_MS)) {
      try {
        const stored =
          (await this.store.settle(turn.userId, turn.id, turn.attempt, outcome)) ?? (await this.#endedBefore(turn));
        if (!stored) return turn.lose();
        this.metrics.turnEnded(outcome.status, outcome.trace, outcome.tokens);
        return turn.settle(stored);
      } catch (error) {
        this.#logger.warn(`An answer could not be stored yet: ${String(error)}`);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  /** The answer to a settle may have been lost on its way back: then this attempt has ended, and well. */
  async #endedBefore(turn: RunningTurn) {
    const stored = await this.store.read(turn.userId, turn.id);
    const isOurs = stored?.attempt === turn.attempt && stored.turn.message.status !== 'generating';
    return isOurs ? stored.turn.message : undefined;
  }
}

function outcome({ text: content, model }: RunningTurn, written: WrittenAnswer): Outcome {
  return { ...written, content, model, tokens: countTokens(content) };
}
