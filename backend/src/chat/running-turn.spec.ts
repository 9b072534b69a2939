import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Turn } from '@chatkit/contract';
import { SPEAK_MS } from './lease.js';
import { RunningTurn } from './running-turn.js';
import { TEXT_EVERY_MS } from './text-clock.js';

describe('RunningTurn', () => {
  const heard = jest.fn();
  let turn: RunningTurn;

  beforeEach(() => {
    jest.useFakeTimers();
    turn = new RunningTurn('ada', { message: { id: '1', model: null } } as Turn, 1, performance.now());
    turn.onChange(heard);
  });
  afterEach(() => {
    jest.runOnlyPendingTimers(); // the clock is shared
    jest.useRealTimers();
    heard.mockClear();
  });

  it('may not be read once its lease may have passed to another process, until it is renewed', () => {
    expect(turn.mayBeRead).toBe(true);
    jest.advanceTimersByTime(SPEAK_MS);
    turn.append('written before anybody knew');
    expect(turn.mayBeRead).toBe(false);
    turn.renew(performance.now());
    expect(turn.mayBeRead).toBe(true);
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('counts a renewal from when it was asked for, for the process may have slept since', () => {
    const asked = performance.now();
    jest.advanceTimersByTime(SPEAK_MS);
    turn.renew(asked);
    expect(turn.mayBeRead).toBe(false);
  });

  it('may always be read once it is stored, and never again once it is lost', () => {
    turn.lose();
    expect(turn.mayBeRead).toBe(false);
    expect(turn.stopping.signal.aborted).toBe(true);
    turn.settle({ ...turn.turn.message, status: 'complete' });
    expect(turn.mayBeRead).toBe(true);
  });

  it('gives its text from any place, however it was appended', () => {
    for (const piece of ['Thirty', '', ' days 😀', ' a year.']) turn.append(piece);
    for (let offset = 0; offset <= turn.text.length + 1; offset++) {
      expect(turn.textFrom(offset)).toBe('Thirty days 😀 a year.'.slice(offset));
    }
  });

  it('tells of text at once, then of all that came since at the next tick', () => {
    turn.append('Thirty');
    expect(heard).toHaveBeenCalledTimes(1);
    turn.append(' days');
    turn.append(' a year.');
    expect(heard).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(TEXT_EVERY_MS);
    expect(heard).toHaveBeenCalledTimes(2);
    expect(turn.textFrom('Thirty'.length)).toBe(' days a year.');
    jest.advanceTimersByTime(TEXT_EVERY_MS);
    turn.append(' Five can be kept.');
    expect(heard).toHaveBeenCalledTimes(3);
  });

  it('tells of its steps and sources with the first text, and at the next tick where none comes', () => {
    turn.show({ type: 'step', code: 'generating', counts: {} });
    turn.cite([]);
    expect(heard).not.toHaveBeenCalled();
    turn.append('Thirty');
    expect(heard).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(TEXT_EVERY_MS);
    expect(heard).toHaveBeenCalledTimes(1);
    turn.show({ type: 'step', code: 'generating', counts: {} });
    jest.advanceTimersByTime(TEXT_EVERY_MS);
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('does not let its end wait for a tick', () => {
    turn.append('Thirty');
    turn.append(' days');
    turn.settle({ ...turn.turn.message, status: 'complete' });
    expect(heard).toHaveBeenCalledTimes(2);
    jest.advanceTimersByTime(TEXT_EVERY_MS);
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('tells who waits for its end when it has ended, and when the reader leaves', async () => {
    const left = new AbortController();
    const [one, other] = [turn.untilEnded(new AbortController().signal), turn.untilEnded(left.signal)];
    turn.append('not yet');
    left.abort();
    await other;
    expect(turn.ended).toBe(false);
    turn.settle({ ...turn.turn.message, status: 'complete' });
    await one;
    expect(turn.ended).toBe(true);
  });
});
