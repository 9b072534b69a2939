import { Logger } from '@nestjs/common';
import { LanguageModel, ModelError, type Prompt } from './language-model.js';

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

  override async *write(prompt: Prompt, signal: AbortSignal, onModel?: (name: string) => void) {
    let begun = false;
    try {
      for await (const piece of this.first.write(prompt, signal)) {
        begun = true;
        yield piece;
      }
      return undefined;
    } catch (error) {
      if (begun || signal.aborted || !cannotAnswer(error)) throw error;
      this.#logger.warn(`${this.first.name}: ${error.code}; ${this.second.name} answers instead`);
    }
    onModel?.(this.second.name);
    yield* this.second.write(prompt, signal);
    return undefined;
  }
}

/** A refusal, by a filter or for a wrong key, is an answer that somebody has to see. */
function cannotAnswer(error: unknown): error is ModelError {
  return error instanceof ModelError && error.code !== 'model_refused';
}
