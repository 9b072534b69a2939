import type { ChatMessage } from '../chat-message';
import type { KitTexts } from '../languages/kit-texts';
import type { ChatStatus } from '../open-thread';

/** What a screen reader is told about the open thread: few words per answer, and never its text as it streams. */
export function announce(status: ChatStatus, latest: ChatMessage | undefined, texts: KitTexts): string {
  switch (status) {
    case 'submitted':
    case 'streaming':
    case 'loading':
      return texts.status[status];
    case 'failed':
      return latest?.error ? texts.problems[latest.error.code].title : texts.status.failed;
    case 'idle':
      return latest?.role === 'assistant' ? describeOutcome(latest, texts) : '';
  }
}

function describeOutcome(answer: ChatMessage, texts: KitTexts): string {
  switch (answer.status) {
    case 'no_answer':
      return texts.answer.nothing;
    case 'stopped':
      return texts.status.stopped;
    default:
      return texts.status.complete(answer.citations.length);
  }
}
