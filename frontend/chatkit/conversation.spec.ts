import type { MessagePage } from '@chatkit/contract';
import { advance, emptyConversation, type Conversation, type ConversationEvent, type TurnKeys } from './conversation';
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

/** Messages named by their ids, each following the one before. */
function pageOf(ids: readonly string[], before: string | null = null): MessagePage {
  const data = ids.map((id, index) => {
    const build = id.startsWith('q') ? buildQuestion : buildAnswer;
    return build({ id, parentId: ids[index - 1] ?? before });
  });
  return { data: data.reverse(), nextCursor: null, previousCursor: null };
}

function loaded(ids: readonly string[]): ConversationEvent[] {
  return [
    { type: 'opened', threadId: 'thread-1' },
    { type: 'loaded', page: pageOf(ids) },
  ];
}

function edited(question: string, edit: TurnKeys): ConversationEvent {
  return { type: 'edited', turn: edit, question, content: 'Why buses?', at };
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

  it('takes the echo of a question back when the server does not take it', () => {
    const conversation = play(...loaded(['q1', 'a1']), asked, { type: 'turnRefused', turn, problem });
    expect(conversation.error).toBe(problem);
    expect(conversation.keys).toEqual(['q1', 'a1']);
  });

  it('puts another answer in the place of the one before', () => {
    const again = { question: 'key', answer: 'again.answer' };
    const conversation = play(asked, ...received([]), { type: 'askedAgain', turn: again, answer: 'key.answer', at });
    expect(conversation.keys).toEqual(['key', 'again.answer']);
  });

  it('puts an edited question in the place of the old one and of all that followed it', () => {
    const edit = { question: 'other', answer: 'other.answer' };
    const thread = play(...loaded(['q1', 'a1', 'q2', 'a2']), edited('q2', edit));
    expect(thread.keys).toEqual(['q1', 'a1', 'other', 'other.answer']);
    expect(thread.messages.get('other')).toMatchObject({ parentId: 'a1', siblings: { index: 1, count: 2 } });
  });

  it.each(['q1', 'q2'])('puts the branch back when the server refuses the edit of %s', (key) => {
    const edit = { question: 'other', answer: 'other.answer' };
    const before = play(...loaded(['q1', 'a1', 'q2', 'a2']));
    const after = [edited(key, edit), { type: 'turnRefused', turn: edit, problem } as const].reduce(advance, before);
    expect(after).toMatchObject({ keys: before.keys, error: problem, setAside: null });
    expect(after.messages).toEqual(before.messages);
  });

  it('puts the answer and what followed it back when the server refuses to answer again', () => {
    const again = { question: 'q1', answer: 'again.answer' };
    const before = play(...loaded(['q1', 'a1', 'q2', 'a2']));
    const asked = advance(before, { type: 'askedAgain', turn: again, answer: 'a1', at });
    expect(asked.keys).toEqual(['q1', 'again.answer']);
    expect(advance(asked, { type: 'turnRefused', turn: again, problem }).keys).toEqual(before.keys);
  });

  it('changes a branch from the picked version on, in its place, and keeps what is above', () => {
    const before = play(...loaded(['q1', 'a1', 'q2', 'a2', 'q3', 'a3']));
    const page = pageOf(['q1', 'a1', 'q2', 'b2', 'q4']);
    const after = advance(before, { type: 'branchRead', page, picked: { key: 'a2', id: 'b2' } });
    expect(after.keys).toEqual(['q1', 'a1', 'q2', 'a2', 'q4']);
    expect(after.messages.get('a2')).toMatchObject({ key: 'a2', id: 'b2' });
    expect(after.messages.get('q2')).toBe(before.messages.get('q2'));
  });

  it('keeps older messages above a page that follows them', () => {
    const before = play(...loaded(['q1', 'a1', 'q2', 'a2']));
    const page = { ...pageOf(['q1', 'a1', 'q2', 'b2', 'q4'].slice(3), 'q2'), nextCursor: 'x' };
    const after = advance(before, { type: 'branchRead', page, picked: null });
    expect(after.keys).toEqual(['q1', 'a1', 'q2', 'b2', 'q4']);
    expect(after.olderCursor).toBeNull();
  });

  it('starts over with a branch that has nothing in common with what is shown', () => {
    const page = { ...pageOf(['q9', 'a9'], 'a8'), nextCursor: 'x' };
    const after = play(...loaded(['q1', 'a1']), { type: 'branchRead', page, picked: null });
    expect(after).toMatchObject({ keys: ['q9', 'a9'], olderCursor: 'x' });
  });

  it('is the same list where the same branch is read again', () => {
    const before = play(...loaded(['q1', 'a1']));
    const after = advance(before, { type: 'branchRead', page: pageOf(['q1', 'a1']), picked: null });
    expect(after.keys).toBe(before.keys);
    expect(after.messages.get('a1')).toBe(before.messages.get('a1'));
  });

  it('keeps the text that streams, and the echo of a question, when the branch is read again', () => {
    const streaming = play(asked, ...received(['Half', ' more']).slice(0, 4));
    const running = buildAnswer({ status: 'generating' });
    const page = { data: [running, buildQuestion()], nextCursor: null, previousCursor: null };
    expect(shown(advance(streaming, { type: 'branchRead', page, picked: null })).at(-1)).toMatchObject({
      key: 'key.answer',
      content: 'Half',
    });
    const sending = play(...loaded(['q1', 'a1']), asked);
    const after = advance(sending, { type: 'branchRead', page: pageOf(['q1', 'a1', 'q2', 'a2']), picked: null });
    expect(after.keys).toEqual(['q1', 'a1', 'q2', 'a2', 'key', 'key.answer']);
  });

  it('turns pages of newest messages into a list with the oldest first', () => {
    const conversation = play(
      { type: 'opened', threadId: 'thread-1' },
      { type: 'loaded', page: { ...pageOf(['q2', 'a2'], 'a1'), nextCursor: 'x' } },
      { type: 'olderLoaded', page: { ...pageOf(['q1', 'a1']), previousCursor: 'y' } },
    );
    expect(conversation.keys).toEqual(['q1', 'a1', 'q2', 'a2']);
    expect(conversation).toMatchObject({ olderCursor: null, newerCursor: null });
  });

  it('goes on behind a page from the middle, and knows where the thread ends', () => {
    const middle = { ...pageOf(['q2', 'a2'], 'a1'), nextCursor: 'up', previousCursor: 'down' };
    const opened = play({ type: 'opened', threadId: 'thread-1' }, { type: 'loaded', page: middle });
    expect(opened).toMatchObject({ olderCursor: 'up', newerCursor: 'down' });
    const after = advance(opened, { type: 'newerLoaded', page: { ...pageOf(['q3', 'a3'], 'a2'), nextCursor: 'z' } });
    expect(after).toMatchObject({ keys: ['q2', 'a2', 'q3', 'a3'], olderCursor: 'up', newerCursor: null });
  });

  it('makes room for a question that does not follow what is shown, and brings the middle back for a refused edit', () => {
    const middle = { ...pageOf(['q2', 'a2'], 'a1'), nextCursor: 'up', previousCursor: 'down' };
    const opened = play({ type: 'opened', threadId: 'thread-1' }, { type: 'loaded', page: middle });
    expect(advance(opened, asked)).toMatchObject({ keys: ['key', 'key.answer'], olderCursor: null, newerCursor: null });
    const changed = advance(opened, edited('q2', turn));
    expect(changed.newerCursor).toBeNull();
    const refused = advance(changed, { type: 'turnRefused', turn, problem });
    expect(refused).toMatchObject({ keys: ['q2', 'a2'], newerCursor: 'down' });
  });

  it('leaves the text of a running answer to its stream', () => {
    const running = buildAnswer({ status: 'generating', content: 'half' });
    const conversation = play(
      { type: 'opened', threadId: 'thread-1' },
      { type: 'loaded', page: { data: [running, buildQuestion()], nextCursor: null, previousCursor: null } },
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
