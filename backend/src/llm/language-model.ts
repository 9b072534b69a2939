import type { Citation, ProblemCode } from '@chatkit/contract';

/** A message of the conversation before the question. */
export interface HistoryMessage {
  role: 'user' | 'assistant';
  content: string;
}

/** What a model is asked: rules, numbered passages (data, never instructions), the conversation so far, the question. */
export interface Prompt {
  system: string;
  passages: Citation[];
  history: HistoryMessage[];
  question: string;
}

/** How an answer ended, and the tokens that the provider counted for it; null where it did not say. */
export interface ModelUsage {
  promptTokens: number | null;
  completionTokens: number | null;
  /** Whether the model stopped in the middle, at the most tokens that it may write. */
  cutShort: boolean;
}

/** Hears an answer while it is written. */
export interface AnswerListener {
  /** The next piece, never empty. */
  onText: (text: string) => void;
  /** Another model than the one named goes on; called before its first piece. */
  onModel?: (name: string) => void;
}

/** Writes an answer as Markdown that refers to the passages of its prompt as `[n]`. */
export abstract class LanguageModel {
  /** The name stored with an answer. */
  abstract readonly name: string;

  /** Whether it can tell that the passages hold no answer; one that only quotes cannot. */
  abstract readonly canRefuse: boolean;

  /**
   * Writes the answer piece by piece to `listener.onText` and settles at its end, with the usage where it is known.
   *
   * Throws a {@link ModelError} when no answer, or only part of one, could be had, what the listener throws, and the
   * signal's reason when `signal` is aborted, which also closes the connection to the provider.
   */
  abstract write(prompt: Prompt, listener: AnswerListener, signal: AbortSignal): Promise<ModelUsage | undefined>;
}

/** Which failure of a model, of those that the wire knows. */
export type ModelErrorCode = Extract<ProblemCode, `model_${string}`>;

/** Why a model gave no answer, in a sentence for people that holds nothing of keys, addresses or bodies. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: ModelErrorCode;
  /** Whether asking again can help. */
  readonly retryable: boolean;
  /** How long the provider asks to wait first. */
  readonly retryAfterMs?: number;

  constructor(code: ModelErrorCode, message: string, options: { retryable: boolean; retryAfterMs?: number }) {
    super(message);
    this.code = code;
    this.retryable = options.retryable;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
  }
}
