import type { Document } from '@chatkit/contract';
import type { TestUser } from './test-app.js';

/** A small document about things that tests ask. */
export const HANDBOOK = `# Handbook

## Holidays

Employees get thirty days of holiday a year. Up to five days of holiday can be carried over to the next year.
Holiday requests are answered by the team lead within one week.

## Travel

Trains come first: flights are booked only for journeys of more than six hours. Receipts are sent in within a month.

## Office hours

The office opens at seven in the morning and closes at eight in the evening.
`;

/** Adds the handbook for everyone and waits until it can be searched. */
export async function addHandbook(user: TestUser): Promise<Document> {
  const { body } = await user.post<Document>('/api/rag/documents', {
    title: 'Handbook',
    text: HANDBOOK,
    visibility: 'shared',
  });
  for (;;) {
    const { body: document } = await user.get<Document>(`/api/rag/documents/${body.id}`);
    if (document.status !== 'processing') return document;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
