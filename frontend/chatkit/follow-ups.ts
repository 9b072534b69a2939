import type { Citation } from '@chatkit/contract';
import type { ChatMessage } from './chat-message';

type Passage = Pick<Citation, 'headingPath'>;

const most = 3;
const questionMark = /[?？؟]$/u;

/**
 * Questions to go on with: those that stand above the passages near the last answer, and that neither it nor the thread
 * has been about. `found` are passages that the answer itself does not know, because it was read back.
 */
export function followUpsOf(messages: readonly ChatMessage[], found: readonly Passage[] = []): readonly string[] {
  const answer = messages.at(-1);
  if (answer?.role !== 'assistant' || (answer.status !== 'complete' && answer.status !== 'no_answer')) {
    return [];
  }
  const answered = answer.status === 'complete' ? answer.citations.map(questionAbove) : [];
  const asked = messages.filter(({ role }) => role === 'user').map(({ content }) => content);
  const known = new Set([...asked, ...answered].map(wordsOf));
  const near = new Map(
    [...answer.citations, ...answer.sources, ...found].map(questionAbove).map((text) => [wordsOf(text), text]),
  );
  return [...near]
    .filter(([words]) => words !== '' && !known.has(words))
    .slice(0, most)
    .map(([, text]) => text);
}

/** The nearest heading that asks something. */
function questionAbove({ headingPath }: Passage): string {
  return headingPath.findLast((heading) => questionMark.test(heading)) ?? '';
}

/** Alike for questions that differ in their marks only. */
function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
