import type { ChatMessage } from '../chat-message';
import type { ChatStatus } from '../open-thread';
import { count } from '../parts/step-words';
import { wordProblem } from '../problem-words';

/** What a screen reader is told about the open thread: few words per answer, and never its text as it streams. */
export function announce(status: ChatStatus, latest: ChatMessage | undefined): string {
  switch (status) {
    case 'submitted':
      return 'Looking for an answer.';
    case 'streaming':
      return 'The answer is being written.';
    case 'failed':
      return latest?.error ? wordProblem(latest.error.code).title : 'That did not work.';
    case 'loading':
      return 'Loading the chat.';
    case 'idle':
      return latest?.role === 'assistant' ? describeOutcome(latest) : '';
  }
}

function describeOutcome(answer: ChatMessage): string {
  switch (answer.status) {
    case 'no_answer':
      return 'Nothing in the documents answers this.';
    case 'stopped':
      return 'Stopped.';
    default:
      return `The answer is complete, with ${count(answer.citations.length, 'source')}.`;
  }
}
