import { z } from 'zod';
import { ModelError } from './language-model.js';
import { notUnderstood } from './model-failure.js';
import { providerFetch } from './provider-fetch.js';
import { Reranker } from './reranker.js';

/** Where reranking is served. */
export interface HttpRerankerOptions {
  /** Of the endpoint itself, such as `https://api.cohere.com/v2/rerank` or `http://localhost:8080/rerank`. */
  url: string;
  /** Cohere, Jina and vLLM want a name; Text Embeddings Inference serves one model and knows none. */
  model: string | undefined;
  apiKey: string | undefined;
}

const scored = z.object({ index: z.int().nonnegative(), score: z.number() });
const answerSchema = z.union([
  z.array(scored),
  z
    .object({ results: z.array(z.object({ index: z.int().nonnegative(), relevance_score: z.number() })) })
    .transform(({ results }) => results.map(({ index, relevance_score }) => ({ index, score: relevance_score }))),
]);

/** A reranker behind `/rerank` as Cohere, Jina and vLLM speak it, or, without a model's name, Text Embeddings Inference. */
export class HttpReranker extends Reranker {
  readonly name: string;
  readonly #options: HttpRerankerOptions;

  constructor(options: HttpRerankerOptions) {
    super();
    this.name = options.model ?? 'reranker';
    this.#options = options;
  }

  override async rerank(question: string, texts: readonly string[], signal: AbortSignal): Promise<number[]> {
    const { model } = this.#options;
    const body = model
      ? { model, query: question, documents: texts, top_n: texts.length }
      : { query: question, texts, truncate: true };
    const scores = new Map((await this.#ask(body, signal)).map(({ index, score }) => [index, score]));
    return texts.map((_, index) => {
      const score = scores.get(index);
      if (score === undefined) throw notUnderstood();
      return score;
    });
  }

  async #ask(body: object, signal: AbortSignal): Promise<z.output<typeof answerSchema>> {
    const { url, apiKey } = this.#options;
    const headers = { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) };
    try {
      const response = await providerFetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
      if (!response.ok) throw failed();
      return answerSchema.parse(await response.json());
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof z.ZodError || error instanceof SyntaxError ? notUnderstood() : failed();
    }
  }
}

function failed(): ModelError {
  return new ModelError('model_unavailable', 'The reranking server failed.', { retryable: true });
}
