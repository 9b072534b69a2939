import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { provideChatKit } from '../provide-chat-kit';
import { buildCitation, buildTurn } from '../testing/builders';
import { ComposerHarness } from '../testing/harnesses/composer-harness';
import { MessageListHarness } from '../testing/harnesses/message-list-harness';
import { StartScreenHarness } from '../testing/harnesses/start-screen-harness';
import { ScriptedChatTransport } from '../testing/scripted-chat-transport';
import { ChatTransport } from '../transport/chat-transport';
import { ChatPanel } from './chat-panel';

function setUp() {
  localStorage.clear();
  TestBed.configureTestingModule({ providers: [provideChatKit({ transport: ScriptedChatTransport })] });
  const fixture = TestBed.createComponent(ChatPanel);
  const server = TestBed.inject(ChatTransport) as ScriptedChatTransport;
  return { server, loader: TestbedHarnessEnvironment.loader(fixture) };
}

describe('the panel', () => {
  it('begins with questions, asks the chosen one, and shows the answer with its sources', async () => {
    const { server, loader } = setUp();
    const answer = { citations: [buildCitation({ n: 1, title: 'Travel policy' })] };
    server.streams.push(buildTurn({ pieces: ['Trains come ', 'first.'], answer }));
    const start = await loader.getHarness(StartScreenHarness);
    expect(await start.questions()).toEqual(['Why trains?']);
    await start.ask(0);

    const [question, told] = await (await loader.getHarness(MessageListHarness)).messages();
    expect([await question?.role(), await question?.text()]).toEqual(['user', 'Why trains?']);
    expect([await told?.state(), await told?.text()]).toEqual(['complete', 'Trains come first.']);
    expect(await (await told?.sources())?.titles()).toEqual(['1 Travel policy']);
  });

  it('keeps a question that could not be answered, and says why', async () => {
    const { server, loader } = setUp();
    const failed = { status: 'failed', error: { code: 'model_unavailable', detail: '', retryable: true } } as const;
    server.streams.push(buildTurn({ pieces: [], answer: failed }), buildTurn({ pieces: ['Now it works.'] }));
    const composer = await loader.getHarness(ComposerHarness);
    await composer.write('Why trains?');
    await composer.send();

    const list = await loader.getHarness(MessageListHarness);
    const [broken] = await list.messages({ role: 'assistant', state: 'failed' });
    const problem = await broken?.problem();
    expect(await problem?.title()).toBe('The language model cannot be reached');
    await problem?.act();
    const [answer] = await list.messages({ role: 'assistant' });
    expect(await answer?.text()).toBe('Now it works.');
  });
});
