import type { HistoryMessage } from './language-model.js';

/** Puts a question that follows others so that it can be understood without them. */
export abstract class QuestionRewriter {
  /**
   * The question for a search, in its own language, on one line. `conversation` is what was said before, oldest first.
   *
   * Throws a `ModelError` when it could not be had, and the signal's reason when `signal` is aborted.
   */
  abstract rewrite(question: string, conversation: readonly HistoryMessage[], signal: AbortSignal): Promise<string>;
}
