import type { ChatEvent, Citation, Message, Problem, Thread } from '@chatkit/contract';
import type { ChatFrame } from '@chatkit/angular';

const at = '2026-03-01T10:00:00.000Z';

/** A thread, with what matters to a test given. */
export function buildThread(given: Partial<Thread> = {}): Thread {
  return { id: 'thread-1', title: 'Trains', pinned: false, archived: false, createdAt: at, updatedAt: at, ...given };
}

/** A stored question, with what matters to a test given. */
export function buildQuestion(given: Partial<Message> = {}): Message {
  return buildAnswer({ id: 'question-1', parentId: null, role: 'user', content: 'Why trains?', ...given });
}

/** A stored answer, with what matters to a test given. */
export function buildAnswer(given: Partial<Message> = {}): Message {
  return {
    id: 'answer-1',
    threadId: 'thread-1',
    parentId: 'question-1',
    role: 'assistant',
    content: '',
    status: 'complete',
    error: null,
    citations: [],
    model: 'scripted',
    siblings: { index: 0, count: 1, ids: [given.id ?? 'answer-1'] },
    feedback: null,
    createdAt: at,
    ...given,
  };
}

/** A citation, with what matters to a test given. */
export function buildCitation(given: Partial<Citation> = {}): Citation {
  return {
    n: 1,
    documentId: 'document-1',
    versionId: 'version-1',
    title: 'Travel policy',
    headingPath: ['Travel', 'By rail'],
    start: 0,
    end: 18,
    quote: 'Trains come first.',
    hash: '',
    ...given,
  };
}

/** A problem as the server sends it. */
export function buildProblem(given: Partial<Problem> = {}): Problem {
  return {
    type: '/problems/model_unavailable',
    title: 'Model unavailable',
    status: 502,
    code: 'model_unavailable',
    detail: 'No connection.',
    ...given,
  };
}

/** The frames of one turn: the text in pieces, each with its position. */
export function buildTurn(given: {
  pieces: readonly string[];
  answer?: Partial<Message>;
  question?: Partial<Message>;
  attempt?: number;
}): ChatFrame[] {
  const { pieces, attempt = 1 } = given;
  const answer = buildAnswer({ content: pieces.join(''), ...given.answer });
  const generating: Message = { ...answer, content: '', status: 'generating', citations: [], error: null };
  const thread = buildThread({ id: answer.threadId });
  let offset = 0;
  const frame = (event: ChatEvent): ChatFrame => ({ id: `${attempt}.${offset}`, event });
  return [
    frame({ type: 'turn', thread, userMessage: buildQuestion(given.question), message: generating }),
    frame({ type: 'step', code: 'retrieving', counts: { documents: 3 } }),
    frame({ type: 'sources', sources: answer.citations }),
    ...pieces.map((text) => {
      offset += text.length;
      return frame({ type: 'delta', text });
    }),
    frame({ type: 'message', message: answer }),
    frame({ type: 'end', status: answer.status }),
  ];
}
