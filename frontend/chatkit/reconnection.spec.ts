import { TestBed } from '@angular/core/testing';
import * as fc from 'fast-check';
import type { ChatFrame } from './chat-frame';
import { ChatKit } from './chat-kit';
import { advance, emptyConversation, type Conversation, type ConversationEvent } from './conversation';
import { provideHeadlessChatKit } from './provide-headless-chat-kit';
import { buildCitation, buildTurn } from './testing/builders';
import { ScriptedChatTransport } from './testing/scripted-chat-transport';
import { ChatTransport } from './transport/chat-transport';

const turn = { question: 'key', answer: 'key.answer' };
const asked: ConversationEvent = { type: 'asked', turn, content: 'Why trains?', at: '2026-03-01T10:00:00.000Z' };

/** Text of any UTF-16 code units: with U+0000, emoji, and halves of them. */
const text = fc
  .array(fc.oneof(fc.constantFrom('\u0000', '🚆', '\ud83d', '\ude86'), fc.string({ unit: 'binary', maxLength: 6 })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));

/** One connection as a reader meets it: how the text was split, what got lost or came twice, and when it broke. */
const connection = fc.record({
  attempt: fc.constantFrom(1, 2),
  cuts: fc.array(fc.nat(80), { maxLength: 8 }),
  copies: fc.array(fc.nat(2), { minLength: 1, maxLength: 10 }),
  restarts: fc.boolean(),
  brokenAfter: fc.nat(14),
});

function split(whole: string, cuts: readonly number[]): string[] {
  const places = [...new Set([0, ...cuts.filter((cut) => cut < whole.length), whole.length])].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => whole.slice(places[index], end));
}

function framesOf(whole: string, attempt: number, cuts: readonly number[]): ChatFrame[] {
  return buildTurn({ pieces: split(whole, cuts), attempt, answer: { citations: [buildCitation()] } });
}

function play(start: Conversation, frames: readonly ChatFrame[]): Conversation {
  return frames.reduce((before, frame) => advance(before, { type: 'received', turn, frame }), start);
}

describe('a turn over many connections', () => {
  it('gives the same conversation, whatever is split, lost, repeated, restarted or read again', () => {
    fc.assert(
      fc.property(text, text, fc.array(connection, { maxLength: 6 }), (first, second, connections) => {
        const start = advance(emptyConversation, asked);
        const broken = connections.reduce((before, { attempt, cuts, copies, restarts, brokenAfter }) => {
          const all = framesOf(attempt === 1 ? first : second, attempt, cuts);
          const deltas = all.filter(({ event }) => event.type === 'delta');
          const received = deltas.flatMap((frame, index) =>
            Array<ChatFrame>(copies[index % copies.length]!).fill(frame),
          );
          const restart: ChatFrame[] = restarts ? [{ id: null, event: { type: 'restart' } }] : [];
          const after = play(before, [...all.slice(0, 3), ...restart, ...received].slice(0, brokenAfter));
          const { content = '' } = after.messages.get(turn.answer) ?? {};
          expect(first.startsWith(content) || second.startsWith(content)).toBe(true);
          return advance(after, { type: 'connectionLost', turn, forGood: false });
        }, start);
        const last = framesOf(second, 2, [7, 3]);
        expect(play(broken, last)).toEqual(play(start, last));
      }),
      { numRuns: 500 },
    );
  });

  it('is shown whole by ChatKit after any number of interruptions', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(connection, { maxLength: 5 }), async (whole, connections) => {
        TestBed.resetTestingModule();
        TestBed.configureTestingModule({
          providers: [provideHeadlessChatKit({ transport: ScriptedChatTransport, reconnectDelay: () => 0 })],
        });
        const server = TestBed.inject(ChatTransport) as ScriptedChatTransport;
        const kit = TestBed.inject(ChatKit);
        const broken = connections.map(({ cuts, brokenAfter }) => {
          const frames = framesOf(whole, 1, cuts).slice(0, -2);
          return frames.slice(0, brokenAfter);
        });
        server.streams.push(...broken, framesOf(whole, 1, [5]));
        await kit.sendMessage('Why trains?');
        expect(kit.messages().map(({ content }) => content)).toEqual(['Why trains?', whole]);
        expect(kit.status()).toBe('idle');
      }),
      { numRuns: 60 },
    );
  });
});
