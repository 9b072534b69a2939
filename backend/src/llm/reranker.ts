/** Says how well each of some texts answers a question: slower than a search and better at it. */
export abstract class Reranker {
  /** For traces and reports. */
  abstract readonly name: string;

  /**
   * One score per text, in the same order; higher is better. Scores compare within one call only.
   *
   * Throws a `ModelError` when they could not all be had, and the signal's reason when `signal` is aborted.
   */
  abstract rerank(question: string, texts: readonly string[], signal: AbortSignal): Promise<number[]>;
}
