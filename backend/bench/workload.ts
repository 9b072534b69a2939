/** What every contender is asked and every model answer says: the same words for all. */

export const TOKENS_PER_ANSWER = 200;
export const MODEL = 'scripted';

/** The answer, token by token; it cites the one document, as answers do. */
export const answerTokens = Array.from({ length: TOKENS_PER_ANSWER }, (_, index) =>
  index === TOKENS_PER_ANSWER - 1 ? '[1].' : `word${String(index).padStart(3, '0')} `,
);

export const QUESTION = 'How many days of holiday do employees get in a year?';

/** What retrieval answers the question from. */
export const DOCUMENT = {
  title: 'Handbook',
  visibility: 'shared',
  text: `# Handbook

## Holidays

Employees get thirty days of holiday a year. Up to five days of holiday can be carried over to the next year.

## Travel

Trains come first. Flights are booked for journeys of more than six hours, and receipts are sent in within a month.
`,
};

export interface Message {
  role: 'user' | 'assistant';
  content: string;
}

/** The messages that each thread holds before the question, oldest first. */
export const earlierMessages = messages(20);

export function messages(count: number): readonly Message[] {
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0
      ? { role: 'user', content: `Question ${index}: what does the handbook say about journeys and receipts?` }
      : {
          role: 'assistant',
          content: `Answer ${index}: ${'Receipts are sent in within a month of the journey. '.repeat(4)}`,
        },
  );
}
