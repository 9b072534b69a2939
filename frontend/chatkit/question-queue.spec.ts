import { jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { ChatKit } from './chat-kit';
import { ChatProblem } from './chat-problem';
import { provideHeadlessChatKit } from './provide-headless-chat-kit';
import { buildAnswer, buildQuestion, buildTurn } from './testing/builders';
import { ScriptedChatTransport } from './testing/scripted-chat-transport';
import { ChatTransport } from './transport/chat-transport';

const offline = () => new ChatProblem('offline', 'no network', 0);
const busy = () => new ChatProblem('turn_running', 'still answering', 409);
const online = jest.spyOn(navigator, 'onLine', 'get');

/** A page of the browser, with what earlier pages left in its storage. */
function openPage(userId: string | null = 'user-1') {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({
    providers: [
      provideHeadlessChatKit({
        transport: ScriptedChatTransport,
        reconnectDelay: (_failures, confirmed) => (confirmed ? 5 : null),
      }),
    ],
  });
  const kit = TestBed.inject(ChatKit);
  const server = TestBed.inject(ChatTransport) as ScriptedChatTransport;
  if (userId !== null) {
    kit.followUpdates(userId);
  }
  return { kit, server };
}

function setOnline(state: boolean): void {
  online.mockReturnValue(state);
  window.dispatchEvent(new Event(state ? 'online' : 'offline'));
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function contents(kit: ChatKit): string[] {
  return kit.messages().map(({ content }) => content);
}

function waiting(kit: ChatKit): string[] {
  return kit.waitingQuestions().map(({ content }) => content);
}

describe('questions that wait', () => {
  beforeEach(() => {
    localStorage.clear();
    online.mockReturnValue(true);
  });

  it('are kept offline, and go out once and in order into one new thread', async () => {
    const { kit, server } = openPage();
    setOnline(false);
    await kit.sendMessage('First?');
    await kit.sendMessage('Second?');
    expect(waiting(kit)).toEqual(['First?', 'Second?']);
    expect([kit.messages(), server.sent, kit.draft()]).toEqual([[], [], '']);

    server.messages.set('thread-1', [buildAnswer(), buildQuestion({ content: 'First?' })]);
    server.streams.push(buildTurn({ pieces: ['1'] }), [busy()]);
    setOnline(true);
    await until(() => kit.threadId() === 'thread-1' && waiting(kit).length === 1);
    expect(contents(kit)).toEqual(['First?', '']);
    expect(server.sent).toHaveLength(1);

    const ended = { type: 'turn_ended', threadId: 'thread-1', messageId: 'answer-1' } as const;
    server.tell(ended);
    await until(() => kit.waitingQuestions()[0]?.problem === 'turn_running');
    server.streams.push(buildTurn({ pieces: ['2'] }));
    server.tell(ended);
    await until(() => waiting(kit).length === 0);
    expect(server.sent[0]?.threadId).toBeUndefined();
    expect(server.sent.slice(1)).toMatchObject(server.sent.slice(1).map(() => ({ threadId: 'thread-1' })));
    const keys = server.sent.map(({ clientMessageId }) => clientMessageId);
    expect(new Set(keys).size).toBe(2);
    expect(new Set(keys.slice(1)).size).toBe(1);
  });

  it('survive a reload, and another user neither sees nor sends them', async () => {
    setOnline(false);
    await openPage().kit.sendMessage('Whose is this?');
    const stranger = openPage('user-2');
    setOnline(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([waiting(stranger.kit), stranger.server.sent]).toEqual([[], []]);

    setOnline(false);
    const { kit, server } = openPage();
    expect(waiting(kit)).toEqual(['Whose is this?']);
    server.streams.push(buildTurn({ pieces: ['Yours.'] }));
    setOnline(true);
    await until(() => waiting(kit).length === 0);
    expect(server.sent).toHaveLength(1);
  });

  it('stay with their user where another one signs in on the same page', async () => {
    const { kit, server } = openPage();
    setOnline(false);
    const setItem = jest.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new Error('full');
    });
    await kit.sendMessage('Only mine?');
    setItem.mockRestore();
    expect(waiting(kit)).toEqual(['Only mine?']);
    kit.followUpdates('user-2');
    expect(waiting(kit)).toEqual([]);
    setOnline(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.sent).toEqual([]);
  });

  it('hold what a page was sending when it went away', async () => {
    const left = openPage();
    left.server.streams.push([new Promise<void>(() => undefined)]);
    void left.kit.sendMessage('Half sent?');
    const { clientMessageId } = left.server.sent[0]!;
    expect(waiting(left.kit)).toEqual([]);

    const { server, kit } = openPage();
    server.streams.push(buildTurn({ pieces: ['Whole.'] }));
    await until(() => server.sent.length === 1);
    expect(server.sent[0]).toMatchObject({ content: 'Half sent?', clientMessageId });
    await until(() => localStorage.length === 0);
    expect(waiting(kit)).toEqual([]);
  });

  it('take over a question that the server cannot be reached for, with its key', async () => {
    const { kit, server } = openPage();
    server.streams.push([offline()], [offline()]);
    await kit.sendMessage('Anybody there?');
    expect(kit.error()).toBeNull();
    expect(waiting(kit)).toEqual(['Anybody there?']);
    await until(() => kit.waitingQuestions()[0]?.state === 'waiting' && server.sent.length === 2);
    server.streams.push(buildTurn({ pieces: ['Yes.'] }));
    await until(() => waiting(kit).length === 0);
    expect(new Set(server.sent.map(({ clientMessageId }) => clientMessageId)).size).toBe(1);
  });

  it('can be written anew and removed', async () => {
    const { kit, server } = openPage();
    setOnline(false);
    await kit.sendMessage('First?');
    await kit.sendMessage('Second?');
    kit.setDraft('Third?');
    kit.editWaiting(kit.waitingQuestions()[0]!.key);
    expect(kit.draft()).toBe('First?\n\nThird?');
    kit.removeWaiting(kit.waitingQuestions()[0]!.key);
    expect(waiting(kit)).toEqual([]);
    setOnline(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.sent).toEqual([]);
  });

  it('are forgotten when somebody signs out', async () => {
    const { kit } = openPage();
    setOnline(false);
    await kit.sendMessage('Secret?');
    kit.clear();
    expect(waiting(kit)).toEqual([]);
    expect(JSON.stringify(localStorage)).not.toContain('Secret');
    expect(waiting(openPage().kit)).toEqual([]);
  });

  it('are followed into their thread by the tabs in which they waited, and by no others', () => {
    const { kit } = openPage();
    setOnline(false);
    const tell = (key: string, state: string, threadId: string | null) => {
      const name = `chatkit.outbox.user-1.${key}`;
      const newValue = JSON.stringify({ key, state, threadId, content: 'Of another tab?', order: 1, problem: null });
      if (state !== 'taken') localStorage.setItem(name, newValue);
      window.dispatchEvent(new StorageEvent('storage', { key: name, newValue }));
    };
    tell('1', 'asked', null);
    tell('1', 'taken', 'thread-1');
    expect(kit.threadId()).toBeNull();
    tell('2', 'waiting', null);
    tell('2', 'taken', 'thread-2');
    expect(kit.threadId()).toBe('thread-2');
  });

  it('are asked behind an answer whose connection is lost', async () => {
    const { kit, server } = openPage();
    const { promise, resolve } = Promise.withResolvers<void>();
    server.streams.push(buildTurn({ pieces: ['Half'] }).slice(0, 4), [promise, ...buildTurn({ pieces: ['Half'] })]);
    const sending = kit.sendMessage('Why?');
    await until(() => kit.messages().at(-1)?.connection === 'reconnecting');
    expect(kit.canSend()).toBe(true);
    expect(kit.canAskAnew()).toBe(false);
    server.streams.push([busy()]);
    await kit.sendMessage('And then?');
    expect(waiting(kit)).toEqual(['And then?']);
    resolve();
    await sending;
  });
});
