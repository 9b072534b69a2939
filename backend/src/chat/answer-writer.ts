import { Inject, Injectable, Logger } from '@nestjs/common';
import type { AnswerTrace, ChatEvent, Citation, MessageError, MessageStatus } from '@chatkit/contract';
import { failpoint } from '#failpoint';
import { ENV, type Env } from '../env.js';
import { LanguageModel, ModelError } from '../llm/language-model.js';
import { budgetOf, buildPrompt, type CountedMessage } from '../rag/prompt/prompt.js';
import { Retriever } from '../rag/retrieval/retriever.js';
import { inSpan } from '../tracing/in-span.js';
import { AnswerText } from './answer-text.js';

const NO_ANSWER = 'I found nothing in the documents that answers this question.';
const NEAREST = 3;

export interface Asked {
  userId: string;
  question: string;
  /** Left out, all documents are searched. */
  collection?: string | undefined;
  /** Reads what was said before the question, oldest first. */
  history: () => Promise<readonly CountedMessage[]>;
  /** How the asker would like answers to be written. */
  instructions?: string | undefined;
}

/** What an answer grows in. */
export interface Draft {
  readonly text: string;
  readonly sources: Citation[] | undefined;
  /** The model that writes it. */
  model: string | null;
  show(step: Extract<ChatEvent, { type: 'step' }>): void;
  cite(sources: Citation[]): void;
  append(text: string): void;
}

/** How an answer ended; its text is in the draft. */
export interface WrittenAnswer {
  status: Exclude<MessageStatus, 'generating'>;
  citations: Citation[];
  error: MessageError | null;
  /** Null where it ended before anything was retrieved. */
  trace: AnswerTrace | null;
}

/** What is known of an answer while it is written, and after it broke off. */
interface Progress {
  text?: AnswerText;
  trace?: Omit<AnswerTrace, 'milliseconds'> & { milliseconds: Omit<AnswerTrace['milliseconds'], 'whole'> };
}

type Ending = Omit<WrittenAnswer, 'trace'>;

/** Writes one answer: retrieve, prompt, stream the model. Stores nothing. */
@Injectable()
export class AnswerWriter {
  readonly #logger = new Logger('Turn');

  constructor(
    private readonly retriever: Retriever,
    private readonly model: LanguageModel,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Writes into `draft` until the answer has ended, in whatever way, or `signal` aborts. */
  async write(asked: Asked, draft: Draft, signal: AbortSignal): Promise<WrittenAnswer> {
    const progress: Progress = {};
    const begun = performance.now();
    const ending = await this.#answerOrBreakOff(asked, draft, signal, progress);
    return { ...ending, trace: traceOf(progress, begun) };
  }

  async #answerOrBreakOff(asked: Asked, draft: Draft, signal: AbortSignal, progress: Progress): Promise<Ending> {
    try {
      return await this.#answer(asked, draft, signal, progress);
    } catch (error) {
      const citations = (draft.sources ?? []).filter(({ n }) => progress.text?.cited.has(n));
      if (signal.aborted) return { status: 'stopped', citations, error: null };
      return { status: 'failed', citations, error: this.#explain(error) };
    }
  }

  async #answer(asked: Asked, draft: Draft, signal: AbortSignal, progress: Progress): Promise<Ending> {
    const { userId, question, collection, instructions } = asked;
    draft.model = this.model.name;
    draft.show({ type: 'step', code: 'retrieving', counts: {} });
    const historyAt = performance.now();
    const history = await asked.history();
    failpoint('before retrieval');
    const retrievalAt = performance.now();
    const { passages, documents, supported, related, trace } = await inSpan('retrieve', {}, () =>
      this.retriever.retrieve({ userId, collection, question, conversation: history }),
    );
    const milliseconds = { history: retrievalAt - historyAt, retrieval: performance.now() - retrievalAt };
    const known = (progress.trace = {
      retrieval: trace,
      prompt: null,
      milliseconds: { ...milliseconds, firstToken: null },
    });
    failpoint('after retrieval');
    signal.throwIfAborted();
    if (!supported && !(related && this.model.canRefuse)) {
      draft.append(NO_ANSWER);
      return noAnswer(passages);
    }
    const parts = { question, passages, history, instructions, budgetTokens: this.env.CONTEXT_TOKENS };
    const prompt = buildPrompt(parts);
    progress.trace = { ...known, prompt: budgetOf(parts, prompt) };
    const promptAt = performance.now();
    draft.cite(prompt.passages);
    draft.show({ type: 'step', code: 'generating', counts: { documents, passages: prompt.passages.length } });

    const text = (progress.text = new AnswerText(prompt.passages.length));
    const append = (piece: string) => {
      failpoint('between tokens');
      if (piece) draft.append(piece);
    };
    const listener = {
      onText: (piece: string) => {
        if (progress.trace) progress.trace.milliseconds.firstToken ??= performance.now() - promptAt;
        append(text.push(piece));
      },
      onModel: (name: string) => void (draft.model = name),
    };
    const usage = await inSpan('model', { 'gen_ai.request.model': this.model.name }, () =>
      this.model.write(prompt, listener, signal),
    );
    progress.trace.cutShort = usage?.cutShort ?? false;
    signal.throwIfAborted();
    append(text.end());
    if (!draft.text.trim())
      throw new ModelError('model_interrupted', 'The language model gave an empty answer.', { retryable: true });
    // Found little, and cited nothing of it: the model's own way to say that there is no answer.
    if (!supported && !text.cited.size) return noAnswer(passages);
    return { status: 'complete', citations: prompt.passages.filter(({ n }) => text.cited.has(n)), error: null };
  }

  #explain(error: unknown): MessageError {
    if (error instanceof ModelError) return { code: error.code, detail: error.message, retryable: error.retryable };
    this.#logger.error('A turn failed', error instanceof Error ? error.stack : String(error));
    return { code: 'internal', detail: 'Something went wrong on our side while answering.', retryable: true };
  }
}

function noAnswer(passages: readonly Citation[]): Ending {
  return { status: 'no_answer', citations: passages.slice(0, NEAREST), error: null };
}

function traceOf({ trace }: Progress, begun: number): AnswerTrace | null {
  if (!trace) return null;
  return { ...trace, milliseconds: { ...trace.milliseconds, whole: performance.now() - begun } };
}
