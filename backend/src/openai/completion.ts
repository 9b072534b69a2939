import {
  type AnswerTrace,
  type ChatCompletion,
  type ChatCompletionExtension,
  type Citation,
  type CompletionUsage,
  type FinishReason,
  type MessageError,
  type OpenAiError,
  type OpenAiModel,
  tokensOfPrompt,
} from '@chatkit/contract';
import { countTokens } from '../rag/prompt/tokens.js';
import { AnswerFailed } from './openai-error.js';
import { annotationsOf, type SourceUrl } from './source-annotations.js';
import { sourceListOf } from './source-list.js';

/** An answer that has ended, stored or not. */
export interface EndedAnswer {
  status: ChatCompletionExtension['status'];
  content: string;
  citations: Citation[];
  error: MessageError | null;
  model: string | null;
  trace: AnswerTrace | null;
  threadId: string | null;
  messageId: string | null;
}

export interface CompletionOptions {
  /** What `id` ends with. */
  id: string;
  model: OpenAiModel['id'];
  includeUsage: boolean;
  urlOf: SourceUrl;
}

/** One answer in the shape of OpenAI's chat completions: whole, or chunk by chunk. */
export class Completion {
  readonly #head: { id: string; created: number; model: OpenAiModel['id'] };

  constructor(private readonly options: CompletionOptions) {
    this.#head = {
      id: `chatcmpl-${options.id}`,
      created: Math.floor(Date.now() / 1000),
      model: options.model,
    };
  }

  /** Throws {@link AnswerFailed} where there is no answer. */
  whole(ended: EndedAnswer): ChatCompletion {
    const finish_reason = finishOf(ended);
    const message = {
      role: 'assistant',
      content: ended.content + this.#listBelow(ended),
      refusal: null,
      annotations: this.#annotations(ended),
    } as const;
    return {
      ...this.#head,
      object: 'chat.completion',
      choices: [{ index: 0, message, logprobs: null, finish_reason }],
      usage: usageOf(ended),
      chatkit: extensionOf(ended),
    };
  }

  /** The first chunk. */
  role(): string {
    return this.#delta({ role: 'assistant', content: '', refusal: null });
  }

  text(content: string): string {
    return content ? this.#delta({ content }) : '';
  }

  /** All that comes after the text. Throws {@link AnswerFailed} where there is no answer. */
  finish(ended: EndedAnswer): string {
    const finish_reason = finishOf(ended);
    const annotations = this.#annotations(ended);
    const frames = [
      this.text(this.#listBelow(ended)),
      annotations.length ? this.#delta({ annotations }) : '',
      this.#chunk({ choices: [{ index: 0, delta: {}, logprobs: null, finish_reason }], chatkit: extensionOf(ended) }),
      this.options.includeUsage ? this.#chunk({ choices: [], usage: usageOf(ended) }) : '',
      'data: [DONE]\n\n',
    ];
    return frames.join('');
  }

  /** The last of a stream that breaks off. */
  error(error: OpenAiError): string {
    return frame(error);
  }

  #delta(delta: object): string {
    return this.#chunk({ choices: [{ index: 0, delta, logprobs: null, finish_reason: null }] });
  }

  #chunk(content: object): string {
    const usage = this.options.includeUsage && { usage: null };
    return frame({ ...this.#head, object: 'chat.completion.chunk', ...usage, ...content });
  }

  #annotations({ status, content, citations }: EndedAnswer) {
    return status === 'no_answer' ? [] : annotationsOf(content, citations, this.options.urlOf);
  }

  #listBelow({ status, citations }: EndedAnswer): string {
    const wanted = this.options.model === 'chatkit-rag-sources' && status !== 'no_answer';
    return wanted ? sourceListOf(citations, this.options.urlOf) : '';
  }
}

function frame(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** A filter that cuts an answer short is an outcome; whatever else goes wrong is an error. */
function finishOf({ error, content, trace }: EndedAnswer): FinishReason {
  if (!error) return trace?.cutShort ? 'length' : 'stop';
  if (error.code === 'model_refused' && content) return 'content_filter';
  throw new AnswerFailed(error);
}

function usageOf({ trace, content }: EndedAnswer): CompletionUsage {
  const prompt_tokens = tokensOfPrompt(trace?.prompt);
  const completion_tokens = countTokens(content);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function extensionOf({ status, model, threadId, messageId, citations }: EndedAnswer): ChatCompletionExtension {
  const nearest = status === 'no_answer' ? citations : [];
  return { status, model, thread_id: threadId, message_id: messageId, nearest };
}
