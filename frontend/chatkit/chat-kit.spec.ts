import { TestBed } from '@angular/core/testing';
import { ChatKit } from './chat-kit';
import { ChatProblem } from './chat-problem';
import { provideHeadlessChatKit } from './provide-headless-chat-kit';
import { buildAnswer, buildCitation, buildProblem, buildQuestion, buildThread, buildTurn } from './testing/builders';
import { ScriptedChatTransport } from './testing/scripted-chat-transport';
import { ChatTransport } from './transport/chat-transport';

const offline = () => new ChatProblem('offline', 'no network', 0);

function setUp() {
  localStorage.clear();
  TestBed.configureTestingModule({
    providers: [
      provideHeadlessChatKit({
        transport: ScriptedChatTransport,
        reconnectDelay: (failures, confirmed) => (failures > (confirmed ? 5 : 1) ? null : 1),
      }),
    ],
  });
  const server = TestBed.inject(ChatTransport) as ScriptedChatTransport;
  return { kit: TestBed.inject(ChatKit), server };
}

/** A gate in a scripted stream: the test opens it. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { closed: promise, open: resolve };
}

function contents(kit: ChatKit): string[] {
  return kit.messages().map((message) => message.content);
}

/** Until what the stream brought is on the signals: a frame and some. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 60));
}

describe('ChatKit', () => {
  it('echoes the question at once and resolves when the answer has ended', async () => {
    const { kit, server } = setUp();
    server.streams.push(buildTurn({ pieces: ['Trains ', 'come first.'] }));
    const sending = kit.sendMessage('  Why trains?  ');
    expect(contents(kit)).toEqual(['Why trains?', '']);
    expect(kit.status()).toBe('submitted');
    expect(kit.canSend()).toBe(false);
    await sending;
    expect(contents(kit)).toEqual(['Why trains?', 'Trains come first.']);
    expect(kit.status()).toBe('idle');
    expect(kit.threadId()).toBe('thread-1');
    expect(kit.history().map((thread) => thread.id)).toEqual(['thread-1']);
  });

  it('sends nothing that is empty, and nothing while an answer is made', async () => {
    const { kit, server } = setUp();
    const wait = gate();
    server.streams.push([wait.closed]);
    await kit.sendMessage('   ');
    void kit.sendMessage('First');
    await kit.sendMessage('Second');
    expect(server.sent.map((message) => message.content)).toEqual(['First']);
    wait.open();
  });

  it('asks of the collection that is chosen', async () => {
    const { kit, server } = setUp();
    server.streams.push(buildTurn({ pieces: ['One.'] }), buildTurn({ pieces: ['Two.'] }));
    kit.collection.set('Policies');
    await kit.sendMessage('First');
    kit.collection.set(null);
    await kit.sendMessage('Second');
    expect(server.sent.map(({ collection }) => collection)).toEqual(['Policies', undefined]);
  });

  it('renders only the streaming message again', async () => {
    const { kit, server } = setUp();
    const [turn, step, sources, first, second, ...rest] = buildTurn({ pieces: ['One ', 'two'] });
    const wait = gate();
    server.streams.push([turn!, step!, sources!, first!, wait.closed, second!, ...rest]);
    const sending = kit.sendMessage('Why?');
    await settle();
    const entries = kit.entries();
    const [question, answer] = entries.map((entry) => entry.message());
    wait.open();
    await sending;
    expect(kit.entries()).toBe(entries);
    expect(entries[0]?.message()).toBe(question);
    expect(entries[1]?.message()).not.toBe(answer);
  });

  it('resumes behind the last frame when the connection breaks, and never shows the answer as complete before', async () => {
    const { kit, server } = setUp();
    const frames = buildTurn({ pieces: ['Trains ', 'come ', 'first.'] });
    const wait = gate();
    server.streams.push(frames.slice(0, 5), [wait.closed, frames[0]!, ...frames.slice(5)]);
    const sending = kit.sendMessage('Why trains?');
    await settle();
    expect(kit.messages().at(-1)).toMatchObject({ content: 'Trains come ', status: 'generating' });
    wait.open();
    await sending;
    expect(server.resumed).toEqual([{ answerId: 'answer-1', lastFrameId: '1.12' }]);
    expect(contents(kit).at(-1)).toBe('Trains come first.');
    expect(kit.status()).toBe('idle');
  });

  it('says that the connection is lost after many attempts, and comes back to the answer on retry', async () => {
    const { kit, server } = setUp();
    const frames = buildTurn({ pieces: ['Trains ', 'come first.'] });
    server.streams.push(frames.slice(0, 4));
    await kit.sendMessage('Why trains?');
    expect(kit.messages().at(-1)).toMatchObject({ status: 'generating', connection: 'lost' });
    expect(kit.status()).toBe('failed');
    server.streams.push(frames);
    await kit.retry(kit.messages().at(-1)!.key);
    expect(contents(kit)).toEqual(['Why trains?', 'Trains come first.']);
    expect(kit.status()).toBe('idle');
  });

  it('keeps a question that was not taken, and sends it again with the same key', async () => {
    const { kit, server } = setUp();
    server.streams.push([offline()], [offline()]);
    await kit.sendMessage('Why trains?');
    expect(kit.messages()).toEqual([]);
    expect(kit.waitingQuestions()).toMatchObject([{ content: 'Why trains?', state: 'refused', problem: 'offline' }]);
    expect(kit.error()?.code).toBe('offline');
    server.streams.push(buildTurn({ pieces: ['Because.'] }));
    await kit.sendWaiting(kit.waitingQuestions()[0]!.key);
    expect(contents(kit)).toEqual(['Why trains?', 'Because.']);
    expect(new Set(server.sent.map((message) => message.clientMessageId)).size).toBe(1);
    expect(kit.waitingQuestions()).toEqual([]);
    expect(kit.error()).toBeNull();
  });

  it('does not repeat a send that the server refused', async () => {
    const { kit, server } = setUp();
    server.streams.push([new ChatProblem('quota_exceeded', 'no more today', 429)]);
    kit.followUpdates('user-1');
    await kit.sendMessage('Why trains?');
    expect(server.sent).toHaveLength(1);
    expect(kit.error()?.code).toBe('quota_exceeded');
    expect(kit.waitingQuestions()).toMatchObject([{ state: 'refused', problem: 'quota_exceeded' }]);
  });

  it('asks for another answer in place of a failed one', async () => {
    const { kit, server } = setUp();
    const error = { code: 'model_unavailable', detail: 'down', retryable: true } as const;
    server.streams.push(
      buildTurn({ pieces: ['Half'], answer: { status: 'failed', error } }),
      buildTurn({ pieces: ['Whole'], answer: { id: 'answer-2' } }),
    );
    await kit.sendMessage('Why trains?');
    expect(kit.status()).toBe('failed');
    expect(kit.messages().at(-1)?.error?.code).toBe('model_unavailable');
    await kit.retry(kit.messages().at(-1)!.key);
    expect(server.retried).toEqual(['answer-1']);
    expect(contents(kit)).toEqual(['Why trains?', 'Whole']);
    expect(kit.status()).toBe('idle');
  });

  it('keeps what was written when the answer is stopped', async () => {
    const { kit, server } = setUp();
    const wait = gate();
    const frames = buildTurn({ pieces: ['Trains ', 'come first.'] });
    server.streams.push([...frames.slice(0, 4), wait.closed, ...frames.slice(4)]);
    server.stops.set('answer-1', buildAnswer({ status: 'stopped', content: 'Trains ' }));
    const sending = kit.sendMessage('Why trains?');
    await settle();
    await kit.stop();
    expect(kit.messages().at(-1)).toMatchObject({ status: 'stopped', content: 'Trains ' });
    expect(kit.status()).toBe('idle');
    wait.open();
    await sending;
  });

  it('stops an answer that the server had not named yet as soon as it is named', async () => {
    const { kit, server } = setUp();
    const wait = gate();
    server.streams.push([wait.closed, ...buildTurn({ pieces: [], answer: { status: 'stopped' } })]);
    server.stops.set('answer-1', buildAnswer({ status: 'stopped' }));
    const sending = kit.sendMessage('Why trains?');
    await kit.stop();
    expect(server.stopped).toEqual([]);
    wait.open();
    await sending;
    expect(server.stopped).toEqual(['answer-1']);
  });

  it('follows an answer that is being made when its thread is opened', async () => {
    const { kit, server } = setUp();
    const running = buildAnswer({ status: 'generating', content: 'Tr' });
    server.messages.set('thread-1', [running, buildQuestion()]);
    server.streams.push(buildTurn({ pieces: ['Trains ', 'come first.'] }));
    await kit.loadThread('thread-1');
    expect(server.resumed).toEqual([{ answerId: 'answer-1', lastFrameId: null }]);
    expect(contents(kit)).toEqual(['Why trains?', 'Trains come first.']);
  });

  it('never mixes answers when another thread is opened while one streams', async () => {
    const { kit, server } = setUp();
    const wait = gate();
    const frames = buildTurn({ pieces: ['Trains ', 'come first.'] });
    server.streams.push([...frames.slice(0, 4), wait.closed, ...frames.slice(4)]);
    server.messages.set('thread-2', [buildAnswer({ id: 'b', content: 'Other' }), buildQuestion({ id: 'a' })]);
    const sending = kit.sendMessage('Why trains?');
    await settle();
    await kit.loadThread('thread-2');
    wait.open();
    await sending;
    await settle();
    expect(contents(kit)).toEqual(['Why trains?', 'Other']);
    expect(kit.threadId()).toBe('thread-2');
  });

  it('shows the thread that was chosen last, whichever answers first', async () => {
    const { kit, server } = setUp();
    server.messages.set('thread-1', [buildQuestion({ content: 'First thread' })]);
    server.messages.set('thread-2', [buildQuestion({ content: 'Second thread' })]);
    await Promise.all([kit.loadThread('thread-1'), kit.loadThread('thread-2')]);
    expect(contents(kit)).toEqual(['Second thread']);
  });

  it('loads older messages page by page, each once', async () => {
    const { kit, server } = setUp();
    const messages = Array.from({ length: 120 }, (_, index) =>
      buildQuestion({ id: `m${119 - index}`, content: `${119 - index}` }),
    );
    server.messages.set('thread-1', messages);
    await kit.loadThread('thread-1');
    expect(kit.messages()).toHaveLength(30);
    await Promise.all([kit.loadOlder(), kit.loadOlder()]);
    expect(kit.messages()).toHaveLength(60);
    await kit.loadOlder();
    await kit.loadOlder();
    expect(contents(kit)).toEqual(Array.from({ length: 120 }, (_, index) => `${index}`));
    expect(kit.hasOlder()).toBe(false);
  });

  it('reports a thread that is gone', async () => {
    const { kit } = setUp();
    await kit.loadThread('gone');
    expect(kit.error()?.code).toBe('not_found');
    expect(kit.status()).toBe('failed');
    expect(kit.canSend()).toBe(false);
  });

  it('keeps a draft for each thread, over reloads', async () => {
    const { kit, server } = setUp();
    server.messages.set('thread-2', []);
    kit.setDraft('for a new one');
    await kit.loadThread('thread-2');
    expect(kit.draft()).toBe('');
    kit.setDraft('for the second');
    kit.createThread();
    expect(kit.draft()).toBe('for a new one');
    expect(localStorage.getItem('chatkit.draft.thread-2')).toBe('for the second');
  });

  it('keeps what is typed while a new thread gets its name', async () => {
    const { kit, server } = setUp();
    const wait = gate();
    server.streams.push([wait.closed, ...buildTurn({ pieces: ['Because.'] })]);
    const sending = kit.sendMessage('Why trains?');
    kit.setDraft('And buses?');
    wait.open();
    await sending;
    expect(kit.draft()).toBe('And buses?');
    kit.createThread();
    expect(kit.draft()).toBe('');
  });

  it('renames at once and takes it back when the server refuses', async () => {
    const { kit, server } = setUp();
    server.threads.push(buildThread());
    await kit.loadThreads();
    server.nextProblem = offline();
    const renaming = kit.renameThread('thread-1', 'Rail');
    expect(kit.history()[0]?.title).toBe('Rail');
    await renaming;
    expect(kit.history()[0]?.title).toBe('Trains');
    expect(kit.error()?.code).toBe('offline');
  });

  it('opens a new thread when the open one is deleted', async () => {
    const { kit, server } = setUp();
    server.threads.push(buildThread());
    server.messages.set('thread-1', [buildQuestion()]);
    await kit.loadThreads();
    await kit.loadThread('thread-1');
    await kit.deleteThread('thread-1');
    expect(kit.history()).toEqual([]);
    expect(kit.threadId()).toBeNull();
    expect(kit.messages()).toEqual([]);
  });

  it('reads the list of threads page by page', async () => {
    const { kit, server } = setUp();
    server.threads.push(...Array.from({ length: 45 }, (_, index) => buildThread({ id: `thread-${index}` })));
    await kit.loadThreads();
    expect(kit.history()).toHaveLength(30);
    await kit.loadMoreThreads();
    expect(kit.history()).toHaveLength(45);
    expect(kit.hasMoreThreads()).toBe(false);
  });

  it('shows why a stream failed without losing the question', async () => {
    const { kit, server } = setUp();
    const [turn] = buildTurn({ pieces: [] });
    server.streams.push([
      turn!,
      { id: null, event: { type: 'error', problem: buildProblem() } },
      { id: null, event: { type: 'end', status: 'failed' } },
    ]);
    await kit.sendMessage('Why trains?');
    expect(kit.messages()).toMatchObject([
      { content: 'Why trains?', status: 'complete' },
      { status: 'failed', error: { code: 'model_unavailable' } },
    ]);
  });

  it('checks a citation of a stored answer, and names those beside it', async () => {
    const { kit, server } = setUp();
    const [first, second] = [buildCitation({ n: 1 }), buildCitation({ n: 2, start: 20, end: 30 })];
    server.messages.set('thread-1', [buildAnswer({ citations: [first, second] }), buildQuestion()]);
    server.checks.set('answer-1 2', { status: 'source_deleted', citation: second, current: null });
    await kit.loadThread('thread-1');
    expect(kit.citationsBeside(second)).toEqual([first, second]);
    expect(await kit.checkCitation(second)).toMatchObject({ status: 'source_deleted' });
    await expect(kit.checkCitation(first)).rejects.toMatchObject({ code: 'not_found' });
    expect(await kit.checkCitation(buildCitation({ n: 3 }))).toBeNull();
  });

  it('lists pinned threads first, and takes a pin back where the server refuses', async () => {
    const { kit, server } = setUp();
    const times = ['2026-03-03T10:00:00.000Z', '2026-03-02T10:00:00.000Z', '2026-03-01T10:00:00.000Z'];
    server.threads.push(...times.map((updatedAt, index) => buildThread({ id: `thread-${index}`, updatedAt })));
    await kit.loadThreads();
    const ids = () => kit.history().map((thread) => thread.id);
    await kit.pinThread('thread-2', true);
    await kit.pinThread('thread-1', true);
    expect(ids()).toEqual(['thread-1', 'thread-2', 'thread-0']);
    server.nextProblem = offline();
    const unpinning = kit.pinThread('thread-1', false);
    expect(ids()).toEqual(['thread-2', 'thread-0', 'thread-1']);
    await unpinning;
    expect(ids()).toEqual(['thread-1', 'thread-2', 'thread-0']);
    expect(kit.error()?.code).toBe('offline');
  });

  it('keeps archived threads in a list of their own', async () => {
    const { kit, server } = setUp();
    server.threads.push(buildThread(), buildThread({ id: 'thread-2' }));
    await kit.loadThreads();
    await kit.archiveThread('thread-2', true);
    expect(kit.history().map((thread) => thread.id)).toEqual(['thread-1']);
    await kit.showArchive(true);
    expect(kit.history().map((thread) => thread.id)).toEqual(['thread-2']);
    await kit.archiveThread('thread-2', false);
    expect(kit.history()).toEqual([]);
    await kit.showArchive(false);
    expect(kit.history().map((thread) => thread.id)).toEqual(['thread-1', 'thread-2']);
  });

  it('brings a deleted thread back with its draft, and opens it again', async () => {
    const { kit, server } = setUp();
    server.threads.push(buildThread());
    server.messages.set('thread-1', [buildQuestion()]);
    await kit.loadThreads();
    await kit.loadThread('thread-1');
    kit.setDraft('And planes?');
    await kit.deleteThread('thread-1');
    expect(kit.threadId()).toBeNull();
    expect(kit.history()).toEqual([]);
    expect(kit.deletedThread()?.thread.title).toBe('Trains');
    await kit.restoreThread();
    expect(kit.deletedThread()).toBeNull();
    expect(kit.history().map((thread) => thread.id)).toEqual(['thread-1']);
    expect(kit.threadId()).toBe('thread-1');
    expect(kit.draft()).toBe('And planes?');

    await kit.deleteThread('thread-1');
    kit.forgetDeleted();
    await kit.restoreThread();
    expect(kit.history()).toEqual([]);
  });

  it('offers nothing to undo where the server refuses to delete, and says when it is too late', async () => {
    const { kit, server } = setUp();
    server.threads.push(buildThread());
    await kit.loadThreads();
    server.nextProblem = offline();
    await kit.deleteThread('thread-1');
    expect(kit.deletedThread()).toBeNull();
    expect(kit.history()).toHaveLength(1);
    await kit.deleteThread('thread-1');
    server.nextProblem = new ChatProblem('not_found', 'too late', 404);
    await kit.restoreThread();
    expect(kit.error()?.code).toBe('not_found');
  });

  it('opens a thread at a message far up, and one of another branch by showing that branch', async () => {
    const { kit, server } = setUp();
    const stored = Array.from({ length: 300 }, (_, index) => buildQuestion({ id: `message-${300 - index}` }));
    server.messages.set('thread-1', stored);
    await kit.openMessage('thread-1', 'message-120');
    expect(kit.soughtMessage()).toEqual({ key: 'message-120' });
    expect(contents(kit)).toHaveLength(30);
    expect([kit.hasOlder(), kit.hasNewer()]).toEqual([true, true]);
    expect(server.listed).toEqual(['message-120']);
    expect(server.selected).toEqual([]);

    server.branches.set('message-other', [buildQuestion({ id: 'message-other' })]);
    await kit.openMessage('thread-1', 'message-other');
    expect(server.selected).toEqual(['message-other']);
    expect(kit.soughtMessage()).toEqual({ key: 'message-other' });
    kit.createThread();
    expect(kit.soughtMessage()).toBeNull();
  });

  it('goes on from a message far up to the newest, page by page or at once', async () => {
    const { kit, server } = setUp();
    const stored = Array.from({ length: 300 }, (_, index) => buildQuestion({ id: `message-${300 - index}` }));
    server.messages.set('thread-1', stored);
    await kit.openMessage('thread-1', 'message-200');
    while (kit.hasNewer()) {
      await kit.loadNewer();
    }
    expect(kit.messages().at(-1)?.id).toBe('message-300');
    expect(server.listed).toHaveLength(4);

    await kit.openMessage('thread-1', 'message-20');
    expect(kit.hasNewer()).toBe(true);
    await kit.loadLatest();
    expect(kit.messages().at(-1)?.id).toBe('message-300');
    expect([contents(kit).length, kit.hasNewer(), kit.hasOlder()]).toEqual([30, false, true]);
  });

  it('shows a question that is asked far up at once, and then what it follows', async () => {
    const { kit, server } = setUp();
    const stored = Array.from({ length: 300 }, (_, index) => buildQuestion({ id: `message-${300 - index}` }));
    server.messages.set('thread-1', stored);
    await kit.openMessage('thread-1', 'message-20');
    server.streams.push(buildTurn({ pieces: ['Because.'] }));
    const sending = kit.sendMessage('Why trains?');
    expect(contents(kit)).toEqual(['Why trains?', '']);
    stored.unshift(buildAnswer({ content: 'Because.' }), buildQuestion());
    await sending;
    expect(contents(kit).slice(-2)).toEqual(['Why trains?', 'Because.']);
    expect([kit.messages().at(-3)?.id, kit.hasNewer(), kit.hasOlder()]).toEqual(['message-300', false, true]);
  });

  it('searches and exports by its server', async () => {
    const { kit, server } = setUp();
    server.threads.push(buildThread());
    const hit = { thread: buildThread(), message: null, text: 'Trains', marks: [{ start: 0, end: 5 }] };
    server.hits.set('train', [hit]);
    expect(await kit.searchThreads('train', new AbortController().signal)).toEqual([hit]);
    expect((await kit.exportThread('thread-1', 'json')).size).toBe('json of Trains'.length);
  });

  it('shows feedback at once, sends it in order, and takes back what the server refuses', async () => {
    const { kit, server } = setUp();
    server.messages.set('thread-1', [buildAnswer({ id: 'a1', parentId: 'q1' }), buildQuestion({ id: 'q1' })]);
    await kit.loadThread('thread-1');
    const { key } = kit.messages()[1]!;
    const up = { rating: 'up', reason: null, comment: null } as const;
    const first = kit.giveFeedback(key, up);
    expect(kit.messages()[1]?.feedback).toEqual(up);
    await Promise.all([first, kit.giveFeedback(key, null)]);
    expect(server.judged).toEqual([
      { answerId: 'a1', feedback: up },
      { answerId: 'a1', feedback: null },
    ]);
    server.nextProblem = offline();
    await kit.giveFeedback(key, up);
    expect(kit.messages()[1]?.feedback).toBeNull();
    expect(kit.error()?.code).toBe('offline');
  });
});
