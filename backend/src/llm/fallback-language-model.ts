import { Logger } from '@nestjs/common';
import { type AnswerListener, LanguageModel, ModelError, type Prompt } from './language-model.js';

/** A model, and another that answers where the first cannot. What the first has begun, the second never goes on with. */
export class FallbackLanguageModel extends LanguageModel {
  readonly name: string;
  readonly canRefuse: boolean;
  readonly #logger = new Logger(FallbackLanguageModel.name);

  constructor(
    private readonly first: LanguageModel,
    private readonly second: LanguageModel,
  ) {
    super();
    this.name = first.name;
    this.canRefuse = first.canRefuse && second.canRefuse;
  }

  override async write(prompt: Prompt, listener: AnswerListener, signal: AbortSignal) {
    const answer = { begun: false };
    const onText = (text: string): void => {
      answer.begun = true;
      listener.onText(text);
    };
    try {
      return await this.first.write(prompt, { onText }, signal);
    } catch (error) {
      if (answer.begun || signal.aborted || !cannotAnswer(error)) throw error;
      this.#logger.warn(`${this.first.name}: ${error.code}; ${this.second.name} answers instead`);
    }
    listener.onModel?.(this.second.name);
    return this.second.write(prompt, listener, signal);
  }
}

/** A refusal, by a filter or for a wrong key, is an answer that somebody has to see. */
function cannotAnswer(error: unknown): error is ModelError {
  return error instanceof ModelError && error.code !== 'model_refused';
}
