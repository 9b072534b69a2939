import { bestSentences } from './best-sentences.js';
import { type AnswerListener, LanguageModel, type Prompt } from './language-model.js';

const INTRODUCTION =
  'No language model is configured, so these are word-for-word quotes from the documents that fit your question best:';
const NOTHING_TO_QUOTE = 'No language model is configured, and the documents hold no sentence to quote here.';

/** Needs no network: answers with the two or three sentences of the passages that fit the question best. */
export class OfflineLanguageModel extends LanguageModel {
  override readonly name = 'offline';
  readonly canRefuse = false;

  override async write({ question, passages }: Prompt, { onText }: AnswerListener, signal: AbortSignal) {
    signal.throwIfAborted();
    const sentences = bestSentences(question, passages);
    if (sentences.length === 0) {
      onText(withNearest(NOTHING_TO_QUOTE, passages[0]?.n));
    } else {
      onText(INTRODUCTION);
      for (const { text, n } of sentences) onText(`\n\n${blockquote(text)} [${n}]`);
    }
    return undefined;
  }
}

function blockquote(text: string): string {
  return text.replace(/^/gm, '> ');
}

function withNearest(text: string, n: number | undefined): string {
  return n === undefined ? text : `${text} The nearest passage is [${n}].`;
}
