import { Inject, Injectable, Logger } from '@nestjs/common';
import type { HistoryMessage } from '../../llm/language-model.js';
import { QuestionRewriter } from '../../llm/question-rewriter.js';
import { DispensableModel } from './dispensable-model.js';

const LONGEST_WAIT_MS = 3_000;

/** Has questions that follow others rewritten for the search, where a model for it is set. */
@Injectable()
export class QuestionRewriting {
  readonly #model = new DispensableModel(
    new Logger(QuestionRewriting.name),
    'The model that rewrites questions fails, so they are searched for as they are',
    LONGEST_WAIT_MS,
  );

  constructor(@Inject(QuestionRewriter) private readonly rewriter: QuestionRewriter | null) {}

  /** Undefined without a model, for the first question of a conversation, and where the model says nothing new. */
  async rewrite(question: string, conversation: readonly HistoryMessage[]): Promise<string | undefined> {
    const { rewriter } = this;
    if (!rewriter || conversation.length === 0) return undefined;
    const rewritten = await this.#model.ask((signal) => rewriter.rewrite(question, conversation, signal));
    return rewritten === question.trim() ? undefined : rewritten;
  }
}
