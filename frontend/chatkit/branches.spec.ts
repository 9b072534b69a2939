import { TestBed } from '@angular/core/testing';
import type { Message } from '@chatkit/contract';
import { ChatKit } from './chat-kit';
import { ChatProblem } from './chat-problem';
import { provideHeadlessChatKit } from './provide-headless-chat-kit';
import { buildAnswer, buildQuestion, buildTurn } from './testing/builders';
import { ScriptedChatTransport } from './testing/scripted-chat-transport';
import { ChatTransport } from './transport/chat-transport';

const busy = () => new ChatProblem('rate_limited', 'slow down', 429);

/** Two turns: the first answer has a version `b1`, which nothing follows. */
const siblings = { index: 0, count: 2, ids: ['a1', 'b1'] };
const thread: readonly Message[] = [
  buildAnswer({ id: 'a2', parentId: 'q2', content: 'Second answer' }),
  buildQuestion({ id: 'q2', parentId: 'a1', content: 'Second?' }),
  buildAnswer({ id: 'a1', parentId: 'q1', content: 'First answer', siblings }),
  buildQuestion({ id: 'q1', content: 'First?' }),
];
const other: readonly Message[] = [
  buildAnswer({ id: 'b1', parentId: 'q1', content: 'Another answer', siblings: { ...siblings, index: 1 } }),
  thread[3]!,
];

async function setUp() {
  localStorage.clear();
  TestBed.configureTestingModule({
    providers: [provideHeadlessChatKit({ transport: ScriptedChatTransport, reconnectDelay: () => null })],
  });
  const server = TestBed.inject(ChatTransport) as ScriptedChatTransport;
  const kit = TestBed.inject(ChatKit);
  server.messages.set('thread-1', [...thread]);
  server.branches.set('b1', other);
  await kit.loadThread('thread-1');
  return { kit, server };
}

function contents(kit: ChatKit): string[] {
  return kit.messages().map((message) => message.content);
}

/** A turn of the edited second question. */
function editedTurn() {
  return buildTurn({
    pieces: ['Edited answer'],
    question: { id: 'q3', parentId: 'a1', content: 'Edited?' },
    answer: { id: 'a3', parentId: 'q3' },
  });
}

describe('the versions of a message', () => {
  it('shows another version in the place of the one before, with what follows it', async () => {
    const { kit, server } = await setUp();
    const [, answer] = kit.messages();
    await kit.selectSibling(answer!.key, 'b1');
    expect(server.selected).toEqual(['b1']);
    expect(contents(kit)).toEqual(['First?', 'Another answer']);
    expect(kit.messages()[1]).toMatchObject({ key: answer!.key, id: 'b1', siblings: { index: 1, count: 2 } });
  });

  it('reads no more than a page around the version that was picked', async () => {
    const { kit, server } = await setUp();
    const long = Array.from({ length: 150 }, (_, index) =>
      buildQuestion({ id: `m${149 - index}`, parentId: index === 149 ? 'b1' : `m${148 - index}` }),
    );
    server.branches.set('b1', [...long, ...other]);
    await kit.selectSibling(kit.messages()[1]!.key, 'b1');
    expect(kit.messages()).toHaveLength(17);
    expect(kit.hasNewer()).toBe(true);
    expect(server.listed.at(-1)).toBe('b1');
    expect(kit.messages()[1]?.id).toBe('b1');
  });

  it('keeps what is shown when a version cannot be selected', async () => {
    const { kit, server } = await setUp();
    server.nextProblem = busy();
    await kit.selectSibling(kit.messages()[1]!.key, 'b1');
    expect(contents(kit)).toEqual(['First?', 'First answer', 'Second?', 'Second answer']);
    expect(kit.error()?.code).toBe('rate_limited');
  });

  it('asks for another answer to an earlier question, and shows it as the newest version', async () => {
    const { kit, server } = await setUp();
    const version = { id: 'c1', parentId: 'q1', siblings: { index: 2, count: 3, ids: ['a1', 'b1', 'c1'] } };
    server.streams.push(buildTurn({ pieces: ['Third'], question: { id: 'q1', content: 'First?' }, answer: version }));
    const asking = kit.regenerate(kit.messages()[1]!.key);
    expect(contents(kit)).toEqual(['First?', '']);
    expect(kit.messages()[1]?.siblings).toMatchObject({ index: 2, count: 3 });
    await asking;
    expect(server.retried).toEqual(['a1']);
    expect(contents(kit)).toEqual(['First?', 'Third']);
  });

  it('keeps the answer when another one is refused', async () => {
    const { kit, server } = await setUp();
    server.streams.push([busy()]);
    await kit.regenerate(kit.messages()[3]!.key);
    expect(contents(kit)).toEqual(['First?', 'First answer', 'Second?', 'Second answer']);
    expect(kit.error()?.code).toBe('rate_limited');
  });

  it('asks an edited question beside the old one', async () => {
    const { kit, server } = await setUp();
    server.streams.push(editedTurn());
    const asking = kit.edit(kit.messages()[2]!.key, ' Edited? ');
    expect(contents(kit)).toEqual(['First?', 'First answer', 'Edited?', '']);
    await asking;
    expect(contents(kit)).toEqual(['First?', 'First answer', 'Edited?', 'Edited answer']);
    expect(server.sent).toMatchObject([{ content: 'Edited?', threadId: 'thread-1', parentId: 'a1' }]);
  });

  it('edits the first question of a thread as a first question', async () => {
    const { kit, server } = await setUp();
    server.streams.push(editedTurn());
    await kit.edit(kit.messages()[0]!.key, 'Edited?');
    expect(server.sent).toMatchObject([{ parentId: null }]);
  });

  it('gives branch and words back when an edit cannot be sent, and sends the same words with the same key', async () => {
    const { kit, server } = await setUp();
    const { key } = kit.messages()[2]!;
    server.streams.push([busy()], editedTurn());
    kit.startEditing(key);
    kit.setEdit('Edited?');
    await kit.edit(key, 'Edited?');
    expect(contents(kit)).toEqual(['First?', 'First answer', 'Second?', 'Second answer']);
    expect(kit.editing()).toEqual({ key, text: 'Edited?' });
    await kit.edit(key, 'Edited?');
    expect(kit.editing()).toBeNull();
    expect(new Set(server.sent.map((message) => message.clientMessageId)).size).toBe(1);
  });

  it('goes on with an edit after a reload, and forgets it when it is cancelled', async () => {
    const { kit } = await setUp();
    const { key } = kit.messages()[2]!;
    kit.startEditing(key);
    expect(kit.editing()).toEqual({ key, text: 'Second?' });
    kit.setEdit('Half an edit');
    kit.createThread();
    expect(kit.editing()).toBeNull();
    await kit.loadThread('thread-1');
    kit.startEditing(kit.messages()[2]!.key);
    expect(kit.editing()?.text).toBe('Half an edit');
    kit.cancelEditing();
    kit.startEditing(kit.messages()[2]!.key);
    expect(kit.editing()?.text).toBe('Second?');
  });

  it('keeps a question that was refused beside another version', async () => {
    const { kit, server } = await setUp();
    server.streams.push([busy()], editedTurn());
    await kit.sendMessage('Never sent');
    await kit.edit(kit.messages()[2]!.key, 'Edited?');
    expect(contents(kit)).toContain('Edited?');
    expect(kit.waitingQuestions().map(({ content }) => content)).toEqual(['Never sent']);
  });

  it('changes nothing while an answer is made', async () => {
    const { kit, server } = await setUp();
    const { promise, resolve } = Promise.withResolvers<void>();
    server.streams.push([promise]);
    const sending = kit.sendMessage('Third?');
    await kit.regenerate(kit.messages()[1]!.key);
    await kit.edit(kit.messages()[0]!.key, 'Other');
    await kit.selectSibling(kit.messages()[1]!.key, 'b1');
    expect([server.retried, server.selected, server.sent.length]).toEqual([[], [], 1]);
    resolve();
    await sending;
  });
});
