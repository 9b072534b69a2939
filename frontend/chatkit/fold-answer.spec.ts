import * as fc from 'fast-check';
import { awaitedAnswer, type ChatMessage } from './chat-message';
import type { ChatFrame } from './chat-frame';
import { foldAnswer } from './fold-answer';
import { buildAnswer, buildCitation, buildProblem, buildTurn } from './testing/builders';

const placeholder = awaitedAnswer('key', '2026-03-01T10:00:00.000Z');
const pieces = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), { maxLength: 20 });

function fold(frames: readonly ChatFrame[], start: ChatMessage = placeholder): ChatMessage {
  return frames.reduce(foldAnswer, start);
}

function isDelta(frame: ChatFrame): boolean {
  return frame.event.type === 'delta';
}

describe('folding an answer', () => {
  it('gives the stored message for any split of the text', () => {
    fc.assert(
      fc.property(pieces, (texts) => {
        const folded = fold(buildTurn({ pieces: texts, answer: { citations: [buildCitation()] } }));
        expect(folded).toMatchObject({ id: 'answer-1', content: texts.join(''), status: 'complete' });
        expect(folded.citations).toEqual([buildCitation()]);
      }),
    );
  });

  it('shows the whole text before the stored message comes, for any split', () => {
    fc.assert(
      fc.property(pieces, (texts) => {
        const frames = buildTurn({ pieces: texts }).filter((frame) => frame.event.type !== 'message');
        expect(fold(frames.slice(0, -1)).content).toBe(texts.join(''));
      }),
    );
  });

  it('adds repeated text only once', () => {
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(), { maxLength: 10 }), (texts, cuts) => {
        const deltas = buildTurn({ pieces: texts }).filter(isDelta);
        const again = cuts.flatMap((cut) => deltas.slice(cut % (deltas.length + 1)));
        expect(fold([...deltas, ...again]).content).toBe(texts.join(''));
      }),
    );
  });

  it('never shows text with a gap in it, whatever gets lost', () => {
    fc.assert(
      fc.property(pieces, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (texts, lost) => {
        const kept = buildTurn({ pieces: texts })
          .filter(isDelta)
          .filter((_, index) => lost[index] !== true);
        expect(texts.join('').startsWith(fold(kept).content)).toBe(true);
      }),
    );
  });

  it('joins overlapping connections that split the text differently', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 80 }), fc.nat(), fc.nat(), (text, first, second) => {
        const split = (at: number) => [text.slice(0, at % text.length), text.slice(at % text.length)];
        const frames = [first, second].flatMap((at) =>
          buildTurn({ pieces: split(at).filter((piece) => piece !== '') }).filter(isDelta),
        );
        expect(fold(frames).content).toBe(text);
      }),
    );
  });

  it('never glues a second attempt to the text of the first', () => {
    const first = buildTurn({ pieces: ['Trains ', 'are slow'] }).filter(isDelta);
    const second = buildTurn({ pieces: ['Rail ', 'comes first'], attempt: 2 }).filter(isDelta);
    expect(fold([...first, ...second]).content).toBe('Rail comes first');
  });

  it('starts over on a restart', () => {
    const frames = buildTurn({ pieces: ['Trains'], answer: { citations: [buildCitation()] } }).slice(0, 4);
    const folded = fold([...frames, { id: null, event: { type: 'restart' } }]);
    expect(folded).toMatchObject({ content: '', sources: [], step: null, status: 'generating' });
  });

  it('ignores frames that come after the answer was settled, but for the stored message', () => {
    const settled = fold(buildTurn({ pieces: ['Done.'] }));
    expect(fold([{ id: '1.99', event: { type: 'delta', text: 'more' } }], settled)).toBe(settled);
    const stored = buildAnswer({ content: 'Done, stored.' });
    expect(fold([{ id: null, event: { type: 'message', message: stored } }], settled).content).toBe('Done, stored.');
  });

  it('keeps the text and says why when the answer fails', () => {
    const folded = fold([
      ...buildTurn({ pieces: ['Half an'] }).slice(0, 4),
      { id: null, event: { type: 'error', problem: buildProblem() } },
      { id: null, event: { type: 'end', status: 'failed' } },
    ]);
    expect(folded).toMatchObject({ content: 'Half an', status: 'failed', error: { code: 'model_unavailable' } });
  });

  it('is live again as soon as a frame arrives', () => {
    const [turn] = buildTurn({ pieces: [] });
    expect(foldAnswer({ ...placeholder, connection: 'reconnecting' }, turn!).connection).toBe('live');
  });
});
