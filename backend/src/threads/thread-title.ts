export const UNTITLED = 'New conversation';

const LENGTH = 60;

/** The title of a thread that begins with `question`: its first 60 characters on one line. */
export function titleFrom(question: string): string {
  const characters = [...question.replace(/\s+/g, ' ').trim()];
  return characters.slice(0, LENGTH).join('').trim() || UNTITLED;
}
