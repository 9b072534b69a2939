import type { ChatMessage } from '../chat-message';
import type { KitTexts } from '@chatkit/angular/languages';
import type { ChatStatus } from '../open-thread';

/** The open thread as a screen reader is told of it. */
export interface ThreadMoment {
  readonly status: ChatStatus;
  readonly latest: ChatMessage | undefined;
  readonly texts: KitTexts;
}

/** What was told last, and of which moment. */
interface Told {
  readonly source: ThreadMoment;
  readonly value: string;
}

/** What a screen reader is told about the open thread: few words per answer, and never its text as it streams. */
export function announce({ status, latest, texts }: ThreadMoment, before?: Told): string {
  switch (status) {
    case 'submitted':
    case 'streaming':
    case 'loading':
      return texts.status[status];
    case 'failed':
      return ''; // the notice of the failure speaks for itself
    case 'idle':
      return latest?.role === 'assistant' && wasSeenMade(latest, before) ? describeOutcome(latest, texts) : '';
  }
}

/** Of an answer that was there when its thread was opened, nothing is news. */
function wasSeenMade({ key }: ChatMessage, before: Told | undefined): boolean {
  if (before?.source.latest?.key !== key) {
    return false;
  }
  const { status } = before.source;
  return status === 'submitted' || status === 'streaming' || (status === 'idle' && before.value !== '');
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
