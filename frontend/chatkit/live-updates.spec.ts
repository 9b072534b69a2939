import { jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import type { UserEvent } from '@chatkit/contract';
import { ChatKit } from './chat-kit';
import { provideHeadlessChatKit } from './provide-headless-chat-kit';
import { buildAnswer, buildQuestion, buildThread, buildTurn } from './testing/builders';
import { ScriptedChatTransport } from './testing/scripted-chat-transport';
import { ChatTransport } from './transport/chat-transport';

const threadId = 'thread-1';
const messageId = 'answer-1';

async function setUp() {
  localStorage.clear();
  TestBed.configureTestingModule({
    providers: [provideHeadlessChatKit({ transport: ScriptedChatTransport, reconnectDelay: () => null })],
  });
  const server = TestBed.inject(ChatTransport) as ScriptedChatTransport;
  const kit = TestBed.inject(ChatKit);
  kit.followUpdates('user-1');
  await kit.loadThreads();
  return { kit, server };
}

/** Until what was told has been read, and is on the signals. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 80));
}

function titles(kit: ChatKit): string[] {
  return kit.history().map((thread) => thread.title);
}

describe('updates from other tabs and devices', () => {
  it('lists a thread that was made elsewhere, and its new title', async () => {
    const { kit, server } = await setUp();
    server.threads.push(buildThread());
    server.tell({ type: 'thread_created', threadId });
    await settle();
    expect(titles(kit)).toEqual(['Trains']);
    server.threads[0] = buildThread({ title: 'Rail' });
    server.tell({ type: 'thread_changed', threadId });
    await settle();
    expect(titles(kit)).toEqual(['Rail']);
  });

  it('moves a thread to the top when a turn starts there, and marks it until the turn has ended', async () => {
    const { kit, server } = await setUp();
    server.threads.push(buildThread({ id: 'thread-2', title: 'Buses' }), buildThread());
    await kit.loadThreads();
    server.threads[1] = buildThread({ updatedAt: '2026-03-02T10:00:00.000Z' });
    server.tell({ type: 'turn_started', threadId, messageId });
    await settle();
    expect(titles(kit)).toEqual(['Trains', 'Buses']);
    expect([...kit.runningThreads()]).toEqual([threadId]);
    server.tell({ type: 'turn_ended', threadId, messageId });
    expect([...kit.runningThreads()]).toEqual([]);
  });

  it('streams the answer to a question that was asked elsewhere in the open thread', async () => {
    const { kit, server } = await setUp();
    server.messages.set(threadId, []);
    await kit.loadThread(threadId);
    server.messages.set(threadId, [buildAnswer({ status: 'generating' }), buildQuestion()]);
    server.streams.push(buildTurn({ pieces: ['Trains ', 'come first.'] }));
    server.tell({ type: 'turn_started', threadId, messageId });
    await settle();
    expect(kit.messages().map((message) => message.content)).toEqual(['Why trains?', 'Trains come first.']);
    expect(server.resumed).toHaveLength(1);
  });

  it('reads the answer without its stream while nobody looks at the page', async () => {
    const { kit, server } = await setUp();
    server.messages.set(threadId, []);
    await kit.loadThread(threadId);
    const visibility = jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    server.messages.set(threadId, [buildAnswer({ status: 'generating' }), buildQuestion()]);
    server.tell({ type: 'turn_started', threadId, messageId });
    await settle();
    server.messages.set(threadId, [buildAnswer({ content: 'Done.' }), buildQuestion()]);
    server.tell({ type: 'turn_ended', threadId, messageId });
    await settle();
    visibility.mockRestore();
    expect(kit.messages().at(-1)).toMatchObject({ content: 'Done.', status: 'complete' });
    expect(server.resumed).toEqual([]);
  });

  it('follows a running answer as soon as somebody looks at the page', async () => {
    const { kit, server } = await setUp();
    server.messages.set(threadId, [buildAnswer({ status: 'generating' }), buildQuestion()]);
    const visibility = jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    await kit.loadThread(threadId);
    expect(server.resumed).toEqual([]);
    visibility.mockRestore();
    server.streams.push(buildTurn({ pieces: ['Because.'] }));
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(kit.messages().at(-1)?.content).toBe('Because.');
  });

  it('reads nothing for a turn of its own, whenever it is told of it', async () => {
    const { kit, server } = await setUp();
    const reading = jest.spyOn(server, 'listMessages');
    const [turn, ...rest] = buildTurn({ pieces: ['Because.'] });
    const { promise, resolve } = Promise.withResolvers<void>();
    server.messages.set(threadId, []);
    await kit.loadThread(threadId);
    server.streams.push([promise, turn!, ...rest]);
    const sending = kit.sendMessage('Why?');
    server.tell({ type: 'turn_started', threadId, messageId });
    await settle();
    resolve();
    await sending;
    server.tell({ type: 'turn_ended', threadId, messageId });
    await settle();
    expect(reading).toHaveBeenCalledTimes(1);
    expect(kit.messages()).toHaveLength(2);
  });

  it('shows the branch that was selected elsewhere', async () => {
    const { kit, server } = await setUp();
    server.messages.set(threadId, [buildAnswer({ content: 'One' }), buildQuestion()]);
    await kit.loadThread(threadId);
    server.messages.set(threadId, [buildAnswer({ id: 'b', content: 'Two' }), buildQuestion()]);
    server.tell({ type: 'branch_selected', threadId });
    await settle();
    expect(kit.messages().map((message) => message.content)).toEqual(['Why trains?', 'Two']);
  });

  it('leaves a thread that was deleted elsewhere with a word, and keeps what was typed for it', async () => {
    const { kit, server } = await setUp();
    server.threads.push(buildThread());
    server.messages.set(threadId, [buildQuestion()]);
    await kit.loadThreads();
    await kit.loadThread(threadId);
    kit.setDraft('Half a question');
    server.tell({ type: 'thread_deleted', threadId });
    expect(kit.history()).toEqual([]);
    expect(kit.threadId()).toBeNull();
    expect(kit.error()?.code).toBe('not_found');
    expect(kit.draft()).toBe('Half a question');
  });

  it('says nothing about a thread that it deletes itself', async () => {
    const { kit, server } = await setUp();
    server.threads.push(buildThread());
    server.messages.set(threadId, [buildQuestion()]);
    await kit.loadThreads();
    await kit.loadThread(threadId);
    const deleting = kit.deleteThread(threadId);
    server.tell({ type: 'thread_deleted', threadId });
    await deleting;
    expect(kit.error()).toBeNull();
  });

  it('reads the list and the open thread again after each interruption', async () => {
    const { kit, server } = await setUp();
    server.messages.set(threadId, [buildQuestion()]);
    await kit.loadThread(threadId);
    server.threads.push(buildThread({ title: 'Made meanwhile' }));
    server.messages.set(threadId, [buildAnswer({ content: 'Answered meanwhile' }), buildQuestion()]);
    server.tell({ type: 'ready' });
    await settle();
    expect(titles(kit)).toEqual(['Made meanwhile']);
    expect(kit.messages().at(-1)?.content).toBe('Answered meanwhile');
  });

  it('passes all that is heard on to who listens, until they leave', async () => {
    const { kit, server } = await setUp();
    const heard: UserEvent[] = [];
    const leave = kit.onUpdate((event) => heard.push(event));
    const deleted: UserEvent = { type: 'document_deleted', documentId: 'document-1' };
    server.tell({ type: 'ready' });
    server.tell(deleted);
    expect(heard).toEqual([{ type: 'ready' }, deleted]);
    leave();
    server.tell(deleted);
    expect(heard).toHaveLength(2);
  });

  it('follows one user at a time, and nobody after the end', async () => {
    const { kit, server } = await setUp();
    kit.followUpdates('user-1');
    kit.followUpdates('user-2');
    expect([...server.listeners.keys()]).toEqual(['user-2']);
    kit.clear();
    expect(server.listeners.size).toBe(0);
  });
});
