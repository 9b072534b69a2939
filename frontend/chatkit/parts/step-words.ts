import type { Step } from '../chat-message';

/** What the server is doing, in words, before the first word of an answer. */
export function describeStep(step: Step | null): string {
  if (step === null) {
    return 'Thinking…';
  }
  const { documents, passages } = step.counts;
  switch (step.code) {
    case 'retrieving':
      return documents === undefined ? 'Searching the documents…' : `Searching ${count(documents, 'document')}…`;
    case 'generating':
      return passages === undefined ? 'Reading…' : `Reading ${count(passages, 'passage')}…`;
  }
}

/** `1 passage`, `3 passages`, `1,204 passages`. */
export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}
