import { Inject, Injectable, Logger } from '@nestjs/common';
import type { AnswerTrace, Citation, MessageError } from '@chatkit/contract';
import { failpoint } from '#failpoint';
import { ENV, type Env } from '../env.js';
import { LanguageModel, ModelError } from '../llm/language-model.js';
import { budgetOf, buildPrompt } from '../rag/prompt/prompt.js';
import { Retriever } from '../rag/retrieval/retriever.js';
import { countTokens } from '../rag/prompt/tokens.js';
import { AnswerText } from './answer-text.js';
import type { RunningTurn } from './running-turn.js';
import { type Outcome, TurnStore } from './turn-store.js';

const NO_ANSWER = 'I found nothing in the documents that answers this question.';
const NEAREST = 3;
const SETTLE_PAUSE_AT_MOST_MS = 2_000;

/** What is known of an answer while it is written, and after it broke off. */
interface Answer {
  text?: AnswerText;
  trace?: Omit<AnswerTrace, 'milliseconds'> & { milliseconds: Omit<AnswerTrace['milliseconds'], 'whole'> };
}

/** Writes one answer, outside any request: retrieve, prompt, stream the model, settle. */
@Injectable()
export class TurnRunner {
  readonly #logger = new Logger('Turn');

  constructor(
    private readonly store: TurnStore,
    private readonly retriever: Retriever,
    private readonly model: LanguageModel,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async run(turn: RunningTurn): Promise<void> {
    await this.#settle(turn, await this.#write(turn));
  }

  /** Ends a turn whose fate is decided without the model. */
  async end(turn: RunningTurn, status: 'stopped' | 'failed', error: MessageError | null): Promise<void> {
    await this.#settle(turn, outcome(turn, status, [], error));
  }

  async #write(turn: RunningTurn): Promise<Outcome> {
    const answer: Answer = {};
    const begun = performance.now();
    const ended = await this.#answerOrBreakOff(turn, answer);
    return { ...ended, trace: traceOf(answer, begun) };
  }

  async #answerOrBreakOff(turn: RunningTurn, answer: Answer): Promise<Outcome> {
    try {
      return await this.#answer(turn, answer);
    } catch (error) {
      const citations = (turn.sources ?? []).filter(({ n }) => answer.text?.cited.has(n));
      if (turn.stopping.signal.aborted) return outcome(turn, 'stopped', citations, null);
      return outcome(turn, 'failed', citations, this.#explain(error));
    }
  }

  async #answer(turn: RunningTurn, answer: Answer): Promise<Outcome> {
    const { signal } = turn.stopping;
    turn.model = this.model.name;
    const question = turn.turn.userMessage;
    turn.show({ type: 'step', code: 'retrieving', counts: {} });
    const historyAt = performance.now();
    const history = await this.store.history(question, this.env.CONTEXT_TOKENS);
    failpoint('before retrieval');
    const retrievalAt = performance.now();
    const { passages, documents, supported, related, trace } = await this.retriever.retrieve({
      userId: turn.userId,
      question: question.content,
      conversation: history,
    });
    const milliseconds = { history: retrievalAt - historyAt, retrieval: performance.now() - retrievalAt };
    const known = (answer.trace = {
      retrieval: trace,
      prompt: null,
      milliseconds: { ...milliseconds, firstToken: null },
    });
    failpoint('after retrieval');
    signal.throwIfAborted();
    if (!supported && !(related && this.model.canRefuse)) {
      turn.append(NO_ANSWER);
      return outcome(turn, 'no_answer', passages.slice(0, NEAREST), null);
    }
    const parts = {
      question: question.content,
      passages,
      history,
      budgetTokens: this.env.CONTEXT_TOKENS,
    };
    const prompt = buildPrompt(parts);
    answer.trace = { ...known, prompt: budgetOf(parts, prompt) };
    const promptAt = performance.now();
    turn.cite(prompt.passages);
    turn.show({ type: 'step', code: 'generating', counts: { documents, passages: prompt.passages.length } });

    const text = (answer.text = new AnswerText(prompt.passages.length));
    const append = (piece: string) => {
      failpoint('between tokens');
      if (piece) turn.append(piece);
    };
    const listener = {
      onText: (piece: string) => {
        if (answer.trace) answer.trace.milliseconds.firstToken ??= performance.now() - promptAt;
        append(text.push(piece));
      },
      onModel: (name: string) => void (turn.model = name),
    };
    await this.model.write(prompt, listener, signal);
    signal.throwIfAborted();
    append(text.end());
    if (!turn.text.trim())
      throw new ModelError('model_interrupted', 'The language model gave an empty answer.', { retryable: true });
    // Found little, and cited nothing of it: the model's own way to say that there is no answer.
    if (!supported && !text.cited.size) return outcome(turn, 'no_answer', passages.slice(0, NEAREST), null);
    return outcome(
      turn,
      'complete',
      prompt.passages.filter(({ n }) => text.cited.has(n)),
      null,
    );
  }

  /** Tries until the outcome is stored, for as long as the turn is this instance's. */
  async #settle(turn: RunningTurn, outcome: Outcome): Promise<void> {
    for (let pause = 100; !turn.lost; pause = Math.min(2 * pause, SETTLE_PAUSE_AT_MOST_MS)) {
      try {
        const stored = (await this.store.settle(turn.id, turn.attempt, outcome)) ?? (await this.#endedBefore(turn));
        return stored ? turn.settle(stored) : turn.lose();
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

  #explain(error: unknown): MessageError {
    if (error instanceof ModelError) return { code: error.code, detail: error.message, retryable: error.retryable };
    this.#logger.error('A turn failed', error instanceof Error ? error.stack : String(error));
    return { code: 'internal', detail: 'Something went wrong on our side while answering.', retryable: true };
  }
}

function outcome(
  { text: content, model }: RunningTurn,
  status: Outcome['status'],
  citations: Citation[],
  error: MessageError | null,
): Outcome {
  return { status, content, citations, error, tokens: countTokens(content), model, trace: null };
}

function traceOf({ trace }: Answer, begun: number): AnswerTrace | null {
  if (!trace) return null;
  return { ...trace, milliseconds: { ...trace.milliseconds, whole: performance.now() - begun } };
}
