import type { HistoryMessage } from '../../llm/language-model.js';
import type { QueryPart } from './query-part.js';

const KEYWORDS = 8;

/**
 * What to search for when a question follows others: the question three times, the one before it once, and the most
 * telling words of the last answer and of earlier questions. It ranks nearly as well as a rewrite by a model would.
 */
export function conversationQuery(question: string, conversation: readonly HistoryMessage[]): QueryPart[] {
  const questions = conversation.filter(({ role }) => role === 'user').map(({ content }) => content);
  const previous = questions.at(-1);
  if (previous === undefined) return [{ text: question, weight: 1 }];
  const lastAnswer = conversation.findLast(({ role }) => role === 'assistant')?.content ?? '';
  const earlier = questions.slice(0, -1).reverse().join('\n');
  return [
    { text: question, weight: 3 },
    { text: previous, weight: 1 },
    { text: lastAnswer, weight: 1, keywords: KEYWORDS },
    { text: earlier, weight: 1, keywords: KEYWORDS },
  ].filter(({ text }) => text.trim() !== '');
}
