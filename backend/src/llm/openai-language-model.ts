import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type OpenAI from 'openai';
import { failpoint } from '#failpoint';
import { type AnswerListener, LanguageModel, type ModelUsage, type Prompt } from './language-model.js';
import { filtered, interrupted, notUnderstood, timedOut, toModelError } from './model-failure.js';
import { openAiClient } from './openai-client.js';
import { StreamedResponse, streamingFetch } from './provider-fetch.js';
import { type CompletionChunk, readCompletion } from './read-completion.js';
import { renderPrompt } from './render-prompt.js';
import { backOff, MOST_ATTEMPTS, statusOf, worthAnotherTry } from './retry-policy.js';
import { SilenceAlarm } from './silence-alarm.js';

/** Where the model is and how long its silence is borne. */
export interface OpenAiLanguageModelOptions {
  model: string;
  apiKey: string | undefined;
  baseUrl: string | undefined;
  firstTokenTimeoutMs: number;
  tokenTimeoutMs: number;
}

/** A model behind any server that speaks OpenAI's chat completions. */
export class OpenAiLanguageModel extends LanguageModel {
  readonly name: string;
  readonly canRefuse = true;
  readonly #options: OpenAiLanguageModelOptions;
  readonly #client: OpenAI;
  readonly #logger = new Logger(OpenAiLanguageModel.name);

  constructor(options: OpenAiLanguageModelOptions) {
    super();
    this.name = options.model;
    this.#options = options;
    this.#client = openAiClient({ ...options, timeoutMs: options.firstTokenTimeoutMs, fetch: streamingFetch });
  }

  /** Tries up to three times, but never again once the first text has come. */
  override async write(prompt: Prompt, { onText }: AnswerListener, signal: AbortSignal): Promise<ModelUsage> {
    for (let attempt = 1; ; attempt++) {
      const answer = new AnswerState();
      try {
        await this.#stream(prompt, onText, signal, answer);
        return answer.usageAtEnd();
      } catch (error) {
        signal.throwIfAborted();
        if (answer.refused) throw error;
        const failure = toModelError(error, answer.begun);
        this.#logger.warn(`${this.name}: ${failure.code} at attempt ${attempt}${statusOf(error)}`);
        if (answer.begun || attempt === MOST_ATTEMPTS || !worthAnotherTry(failure)) throw failure;
        await delay(backOff(attempt, failure), undefined, { signal });
      }
    }
  }

  async #stream(
    prompt: Prompt,
    onText: AnswerListener['onText'],
    signal: AbortSignal,
    answer: AnswerState,
  ): Promise<void> {
    const alarm = new SilenceAlarm(signal);
    const { firstTokenTimeoutMs, tokenTimeoutMs } = this.#options;
    try {
      alarm.wait(firstTokenTimeoutMs);
      failpoint('before model request');
      const response = await this.#open(prompt, alarm.signal);
      failpoint('after model response');
      await readCompletion(response, (chunks) => {
        failpoint('between model reads');
        const text = chunks.map((chunk) => answer.read(chunk)).join('');
        alarm.wait(answer.begun ? tokenTimeoutMs : firstTokenTimeoutMs);
        if (text !== '') answer.tell(onText, text);
        if (answer.filtered) throw filtered();
      });
    } catch (error) {
      if (answer.refused || (!answer.finished && !alarm.rang)) throw error;
    } finally {
      alarm.stop();
    }
    signal.throwIfAborted();
    if (alarm.rang && !answer.finished) throw timedOut();
  }

  async #open(prompt: Prompt, signal: AbortSignal): Promise<StreamedResponse> {
    const body = {
      model: this.#options.model,
      messages: renderPrompt(prompt),
      stream: true,
      stream_options: { include_usage: true },
    } as const;
    const response = await this.#client.chat.completions.create(body, { signal }).asResponse();
    if (response instanceof StreamedResponse) return response;
    throw notUnderstood();
  }
}

/** What the chunks so far amount to. Chunks of unknown shape are passed over. */
class AnswerState {
  begun = false;
  finished = false;
  /** Whether a filter of the provider's has cut it off. */
  filtered = false;
  /** Whether the listener threw, which is no fault of the model's. */
  refused = false;
  #chunks = 0;
  #usage: ModelUsage = { promptTokens: null, completionTokens: null, cutShort: false };

  /** Takes in a chunk and returns its text, which may be empty. Servers send more than the types promise. */
  read(chunk: CompletionChunk): string {
    if (chunk.usage) {
      const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = chunk.usage;
      this.#usage = { ...this.#usage, promptTokens, completionTokens };
    }
    const choice = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined;
    if (!choice) return '';
    this.#chunks += 1;
    if (choice.finish_reason === 'content_filter') this.filtered = true;
    else this.finished ||= typeof choice.finish_reason === 'string';
    this.#usage.cutShort ||= choice.finish_reason === 'length';
    const text = choice.delta?.content;
    if (typeof text !== 'string' || text === '') return '';
    this.begun = true;
    return text;
  }

  tell(onText: AnswerListener['onText'], text: string): void {
    this.refused = true;
    onText(text);
    this.refused = false;
  }

  /** The usage of a finished answer; throws when the stream ended early. */
  usageAtEnd(): ModelUsage {
    if (this.finished) return this.#usage;
    throw this.#chunks === 0 ? notUnderstood() : interrupted();
  }
}
