import { advance, emptyConversation, type Conversation, type ConversationEvent } from './conversation';
import { ChatProblem } from './chat-problem';
import { buildAnswer, buildQuestion, buildTurn } from './testing/builders';

const turn = { question: 'key', answer: 'key.answer' };
const at = '2026-03-01T10:00:00.000Z';
const asked: ConversationEvent = { type: 'asked', turn, content: 'Why trains?', at };
const problem = new ChatProblem('offline', 'no network', 0);

function play(...events: readonly ConversationEvent[]): Conversation {
  return events.reduce(advance, emptyConversation);
}

function received(pieces: readonly string[]): ConversationEvent[] {
  return buildTurn({ pieces }).map((frame) => ({ type: 'received', turn, frame }));
}

function shown(conversation: Conversation) {
  return conversation.keys.map((key) => conversation.messages.get(key));
}

describe('a conversation', () => {
  it('echoes a question before the server has seen it', () => {
    const [question, answer] = shown(play(asked));
    expect(question).toMatchObject({ key: 'key', id: null, content: 'Why trains?', status: 'sending' });
    expect(answer).toMatchObject({ key: 'key.answer', id: null, status: 'generating' });
  });

  it('confirms the echo in place, without another message', () => {
    const conversation = play(asked, ...received(['Because.']));
    expect(conversation.threadId).toBe('thread-1');
    expect(shown(conversation)).toMatchObject([
      { key: 'key', id: 'question-1', status: 'complete' },
      { key: 'key.answer', id: 'answer-1', content: 'Because.', status: 'complete' },
    ]);
  });

  it('leaves other messages the same objects while an answer streams', () => {
    const before = play(asked, ...received(['Because.']).slice(0, 3));
    const after = advance(before, received(['Because.'])[3]!);
    expect(after.messages.get('key')).toBe(before.messages.get('key'));
    expect(after.keys).toBe(before.keys);
  });

  it('gives a question back with its text when the server does not take it', () => {
    const conversation = play(asked, { type: 'turnRefused', turn, problem });
    expect(conversation.error).toBe(problem);
    expect(shown(conversation)).toMatchObject([{ content: 'Why trains?', status: 'unsent' }]);
  });

  it('sends a question again in place of the unsent one', () => {
    const conversation = play(asked, { type: 'turnRefused', turn, problem }, { type: 'resent', turn, at });
    expect(conversation.error).toBeNull();
    expect(shown(conversation)).toMatchObject([{ key: 'key', status: 'sending' }, { key: 'key.answer' }]);
  });

  it('puts another answer in the place of a failed one', () => {
    const again = { question: 'key', answer: 'again.answer' };
    const conversation = play(asked, ...received([]), { type: 'retried', turn: again, failed: 'key.answer', at });
    expect(conversation.keys).toEqual(['key', 'again.answer']);
  });

  it('turns pages of newest messages into a list with the oldest first', () => {
    const conversation = play(
      { type: 'opened', threadId: 'thread-1' },
      { type: 'loaded', page: { data: [buildAnswer({ id: 'd' }), buildQuestion({ id: 'c' })], nextCursor: 'x' } },
      { type: 'olderLoaded', page: { data: [buildAnswer({ id: 'b' }), buildQuestion({ id: 'a' })], nextCursor: null } },
    );
    expect(conversation.keys).toEqual(['a', 'b', 'c', 'd']);
    expect(conversation.olderCursor).toBeNull();
  });

  it('leaves the text of a running answer to its stream', () => {
    const running = buildAnswer({ status: 'generating', content: 'half' });
    const conversation = play(
      { type: 'opened', threadId: 'thread-1' },
      { type: 'loaded', page: { data: [running, buildQuestion()], nextCursor: null } },
    );
    expect(shown(conversation).at(-1)).toMatchObject({ status: 'generating', content: '' });
  });

  it('never shows an answer as ended because its connection was lost', () => {
    const conversation = play(asked, ...received(['Half']).slice(0, 4), {
      type: 'connectionLost',
      turn,
      forGood: true,
    });
    expect(shown(conversation).at(-1)).toMatchObject({ content: 'Half', status: 'generating', connection: 'lost' });
  });

  it("settles a stopped answer by the server's word and ignores what the stream still says", () => {
    const stopped = buildAnswer({ status: 'stopped', content: 'Half' });
    const frames = received(['Half', ' more']);
    const conversation = play(asked, ...frames.slice(0, 4), { type: 'settled', message: stopped }, frames[4]!);
    expect(shown(conversation).at(-1)).toMatchObject({ status: 'stopped', content: 'Half' });
  });

  it('forgets everything of the thread before when another is opened', () => {
    const conversation = play(asked, ...received(['x']), { type: 'opened', threadId: 'thread-2' });
    expect(conversation).toMatchObject({ threadId: 'thread-2', phase: 'loading', keys: [] });
  });

  it('keeps a failed load apart from an empty thread', () => {
    const conversation = play({ type: 'opened', threadId: 'gone' }, { type: 'loadFailed', problem });
    expect(conversation).toMatchObject({ phase: 'failed', error: problem });
  });
});
