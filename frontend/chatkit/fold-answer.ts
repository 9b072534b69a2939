import { parsePosition, type ChatFrame, type FramePosition } from './chat-frame';
import { fromStored, type ChatMessage } from './chat-message';

/**
 * Folds one frame of its stream into an answer.
 *
 * Frames may be repeated, and after a reconnection may overlap with what is known: text already there is not added
 * twice, text with a gap before it is left to the next reconnection. The `message` frame settles everything.
 */
export function foldAnswer(answer: ChatMessage, frame: ChatFrame): ChatMessage {
  const { event } = frame;
  if (event.type === 'message') {
    return { ...fromStored(event.message, answer.key), attempt: answer.attempt, sources: answer.sources };
  }
  if (answer.status !== 'generating') {
    return answer;
  }
  const current = adoptAttempt({ ...answer, connection: 'live' }, parsePosition(frame.id));
  switch (event.type) {
    case 'turn': {
      const { id, parentId, siblings, model, createdAt } = event.message;
      return { ...current, id, parentId, siblings, model, createdAt };
    }
    case 'step':
      return { ...current, step: { code: event.code, counts: event.counts } };
    case 'sources':
      return { ...current, sources: event.sources };
    case 'delta':
      return appendText(current, event.text, parsePosition(frame.id));
    case 'restart':
      return startOver(current);
    case 'error': {
      const { code, detail } = event.problem;
      return { ...current, error: { code, detail, retryable: true } };
    }
    case 'end':
      return { ...current, status: event.status, step: null };
  }
}

/** Text of another attempt must never be glued to ours. */
function adoptAttempt(answer: ChatMessage, position: FramePosition | null): ChatMessage {
  if (position === null || position.attempt === answer.attempt) {
    return answer;
  }
  if (answer.attempt === null) {
    return { ...answer, attempt: position.attempt };
  }
  return position.attempt > answer.attempt ? { ...startOver(answer), attempt: position.attempt } : answer;
}

function appendText(answer: ChatMessage, text: string, position: FramePosition | null): ChatMessage {
  if (position === null) {
    return { ...answer, content: answer.content + text };
  }
  if (position.attempt !== answer.attempt) {
    return answer;
  }
  const missing = position.offset - answer.content.length;
  return missing > 0 && missing <= text.length ? { ...answer, content: answer.content + text.slice(-missing) } : answer;
}

function startOver(answer: ChatMessage): ChatMessage {
  return { ...answer, content: '', sources: [], step: null, error: null };
}
