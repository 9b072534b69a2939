import type { Message } from '@chatkit/contract';
import { buildAnswer, buildCitation, buildQuestion, buildThread } from '@chatkit/angular/testing';
import { fromStored, type ChatMessage } from '../chatkit/chat-message';

/** All samples are of one moment, so that their pictures stay the same. */
export const noon = '2026-11-27T12:00:00.000Z';

export const question = 'Which costs are paid back after a journey?';

/** The passage that samples cite. */
export const passage = buildCitation({
  n: 1,
  quote: 'Trains come first. Book them at least a week ahead, and hand the receipts in.',
});

export const citations = [
  passage,
  buildCitation({
    n: 2,
    title: 'Expenses',
    headingPath: ['Hotels'],
    quote: 'A night in a hotel is paid up to 140 euros.',
  }),
];

export const manyCitations = ['Travel policy', 'Expenses', 'Cars', 'Insurance', 'Per diems', 'Receipts'].map(
  (title, index) =>
    buildCitation({ n: index + 1, title, quote: `What is said about it stands in chapter ${index + 1}.` }),
);

export const shortAnswer =
  'After a journey you get back **the fare**, the hotel and your meals [1]. Hotels cost at most 140 euros [2].';

export const richAnswer = [
  '## What is paid back',
  shortAnswer,
  '- The fare of a train or a bus\n- A hotel, up to four nights\n  1. with breakfast\n  2. without it\n- [x] Receipts are kept\n- [ ] Receipts are handed in',
  '| What | At most |\n|---|---|\n| Hotel | 140 euros a night |\n| Meals | 28 euros on each full day |',
  '> Hand the receipts in within 30 days.',
  '```sh\n# asks from a terminal\nchatkit ask "What is paid back?" --limit 3\n```',
  'The sum is $s = \\sum_i c_i$, see [the portal](https://portal.example.com/travel) and `expenses.csv`.',
].join('\n\n');

/** An answer as the interface shows it, with what matters given. */
export function answer(given: Partial<ChatMessage>): ChatMessage {
  return { ...fromStored(buildAnswer({ content: shortAnswer, createdAt: noon })), ...given };
}

/** A question as the interface shows it, with what matters given. */
export function asked(given: Partial<ChatMessage>): ChatMessage {
  return { ...fromStored(buildQuestion({ content: question, createdAt: noon })), ...given };
}

/** What went wrong, as it is stored with an answer. */
export function failure(code: NonNullable<Message['error']>['code'], retryable: boolean): Partial<ChatMessage> {
  return { status: 'failed', error: { code, detail: '', retryable } };
}

const day = 86_400_000;
const titles = [
  'Parental leave',
  question,
  'The quarter’s figures, compared with those of the year before and with the plan',
  'كيف أطلب إجازة؟',
  'How do I connect a PostgreSQL server?',
];

export const threads = titles.map((title, index) => {
  const at = new Date(Date.parse(noon) - index * 3 * day).toISOString();
  return buildThread({ id: `thread-${index + 1}`, title, pinned: index === 0, createdAt: at, updatedAt: at });
});
