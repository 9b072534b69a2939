import type { ChatProblemCode } from './chat-problem';

/** Written for a moment before a question is forgotten, so that other tabs know where it went. */
export const TAKEN = 'taken';

/** A question that the server has not taken yet. */
export interface WaitingQuestion {
  /** The client's key, the same in all attempts: together they make one message. */
  readonly key: string;
  /** Null for a thread that begins with it. */
  readonly threadId: string | null;
  readonly content: string;
  /** The collection that it is asked of; left out for all documents. */
  readonly collection?: string;
  /** Milliseconds since 1970, and greater than that of each question before it. */
  readonly order: number;
  /** `asked` while the page where it was asked sends it, and shows it as a message. */
  readonly state: 'asked' | 'waiting' | 'sending' | 'refused' | typeof TAKEN;
  /** Why it was not taken the last time. */
  readonly problem: ChatProblemCode | null;
}

/** From the browser's storage; null for anything else. */
export function parseQuestion(stored: string | null): WaitingQuestion | null {
  try {
    const question = JSON.parse(stored ?? 'null') as WaitingQuestion | null;
    return typeof question?.key === 'string' && typeof question.content === 'string' ? question : null;
  } catch {
    // not written by us
    return null;
  }
}
