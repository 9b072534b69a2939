import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import OpenAI from 'openai';
import type { CreateEmbeddingResponse } from 'openai/resources';
import { EmbeddingModel } from './embedding-model.js';
import { notUnderstood, timedOut, toModelError } from './model-failure.js';
import { openAiClient, type OpenAiServer } from './openai-client.js';
import { backOff, MOST_ATTEMPTS, statusOf, worthAnotherTry } from './retry-policy.js';

const MOST_TEXTS_A_REQUEST = 32;
/** Every model reads this much; a refusal of so little has another reason than its length. */
const SHORT_ENOUGH = 500;
const REFUSES_INPUT = new Set([400, 413, 422]);

/** Which model embeds, and where it is. */
export interface OpenAiEmbeddingModelOptions extends OpenAiServer {
  model: string;
}

/** A model behind any server that speaks OpenAI's embeddings. Of a text that is too long for it, the beginning counts. */
export class OpenAiEmbeddingModel extends EmbeddingModel {
  readonly name: string;
  readonly #server: OpenAiServer;
  readonly #client: OpenAI;
  readonly #timeoutMs: number;
  readonly #logger = new Logger(OpenAiEmbeddingModel.name);

  constructor({ model, ...server }: OpenAiEmbeddingModelOptions) {
    super();
    this.name = model;
    this.#server = server;
    this.#client = openAiClient(server);
    this.#timeoutMs = server.timeoutMs;
  }

  override named(name: string): EmbeddingModel {
    return new OpenAiEmbeddingModel({ ...this.#server, model: name });
  }

  override async embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const vectors = await this.#embedInTurn(batchesOf(texts), signal);
    if (new Set(vectors.map(({ length }) => length)).size > 1) throw notUnderstood();
    return vectors;
  }

  async #embedInTurn(batches: string[][], signal: AbortSignal): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (const batch of batches) vectors.push(...(await this.#embedBatch(batch, signal)));
    return vectors;
  }

  async #embedBatch(texts: string[], signal: AbortSignal): Promise<Float32Array[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#ask(texts, signal);
      } catch (error) {
        signal.throwIfAborted();
        const shorter = refusesInput(error) ? shorterBatches(texts) : [];
        if (shorter.length > 0) return this.#embedInTurn(shorter, signal);
        const failure = toModelError(error);
        this.#logger.debug(`${this.name}: ${failure.code} at attempt ${attempt}${statusOf(error)}`);
        if (attempt === MOST_ATTEMPTS || !worthAnotherTry(failure)) throw failure;
        await delay(backOff(attempt, failure), undefined, { signal });
      }
    }
  }

  /** The client's own time-out ends with the headers. */
  async #ask(texts: string[], signal: AbortSignal): Promise<Float32Array[]> {
    const timeLimit = AbortSignal.timeout(this.#timeoutMs);
    try {
      const answer = await this.#client.embeddings.create(
        { model: this.name, input: texts },
        { signal: AbortSignal.any([signal, timeLimit]) },
      );
      return vectorsOf(answer, texts.length);
    } catch (error) {
      throw timeLimit.aborted ? timedOut() : error;
    }
  }
}

function batchesOf(texts: readonly string[]): string[][] {
  const batches: string[][] = [];
  for (let start = 0; start < texts.length; start += MOST_TEXTS_A_REQUEST) {
    batches.push(texts.slice(start, start + MOST_TEXTS_A_REQUEST));
  }
  return batches;
}

function refusesInput(error: unknown): boolean {
  return error instanceof OpenAI.APIError && REFUSES_INPUT.has(Number(error.status));
}

/** One text that is too long fails its whole batch: the halves of the batch, or the first half of the one text. */
function shorterBatches(texts: string[]): string[][] {
  const [text = ''] = texts;
  const half = Math.ceil(texts.length / 2);
  if (texts.length > 1) return [texts.slice(0, half), texts.slice(half)];
  return text.length > SHORT_ENOUGH ? [[text.slice(0, text.length / 2).toWellFormed()]] : [];
}

/** Servers send other things than the types promise, and in another order than they were asked. */
function vectorsOf(answer: Partial<CreateEmbeddingResponse> | null, count: number): Float32Array[] {
  const data = Array.isArray(answer?.data) ? answer.data.toSorted((a, b) => a.index - b.index) : [];
  if (data.length !== count || data.some(({ index }, place) => index !== place)) throw notUnderstood();
  return data.map(({ embedding }) => unitVector(Float32Array.from(embedding)));
}

function unitVector(vector: Float32Array): Float32Array {
  const norm = Math.hypot(...vector);
  if (vector.length === 0 || !Number.isFinite(norm)) throw notUnderstood();
  return norm === 0 ? vector : vector.map((value) => value / norm);
}
