import type { ChatFrame } from './chat-frame';
import { ChatProblem, toChatProblem } from './chat-problem';
import type { ChatTransport } from './transport/chat-transport';

/**
 * Milliseconds to wait before the nth reconnection in a row, from 1; null to give up. Until the server has `confirmed`
 * the turn somebody looks at an unsent question, so give up sooner.
 */
export type ReconnectDelay = (failures: number, confirmed: boolean) => number | null;

/** How a turn's stream is opened, and for how long it is followed. */
export interface TurnStream {
  /** Opens the stream anew; must be safe to repeat until the server has named the answer. */
  readonly open: (signal: AbortSignal) => AsyncIterable<ChatFrame>;
  /** The answer's id where it is known already. */
  readonly answerId: string | null;
  readonly signal: AbortSignal;
  /** Told before each wait for a reconnection. */
  readonly interrupted: () => void;
  readonly reconnectDelay: ReconnectDelay;
}

/**
 * The frames of one turn up to its `end`, over as many connections as it takes.
 *
 * Before the server has named the answer the stream is opened again (the client's key makes that one turn); after that
 * it is resumed behind the last frame. Rejects with a `ChatProblem` when the server refuses or stays away.
 */
export async function* followTurn(transport: ChatTransport, turn: TurnStream): AsyncGenerator<ChatFrame> {
  let { answerId } = turn;
  let lastFrameId: string | null = null;
  let failures = 0;
  const leftAlone = () => turn.signal.aborted;
  while (!leftAlone()) {
    let problem = new ChatProblem('interrupted', 'The connection closed before the answer had ended.', 0);
    try {
      const frames: AsyncIterable<ChatFrame> =
        answerId === null ? turn.open(turn.signal) : transport.resume(answerId, lastFrameId, turn.signal);
      for await (const frame of frames) {
        failures = frame.id === lastFrameId ? failures : 0;
        answerId = frame.event.type === 'turn' ? frame.event.message.id : answerId;
        lastFrameId = frame.id ?? lastFrameId;
        yield frame;
        if (frame.event.type === 'end') {
          return;
        }
      }
    } catch (error) {
      problem = toChatProblem(error);
      if (leftAlone()) {
        return;
      }
      if (!problem.transient) {
        throw problem;
      }
    }
    failures += 1;
    const delay = turn.reconnectDelay(failures, answerId !== null);
    if (delay === null) {
      throw problem;
    }
    turn.interrupted();
    await pause(delay, turn.signal);
  }
}

/** 0.3, 0.6, 1.2, 2.4 ... at most 5 seconds apart: for about a minute once confirmed, else for two seconds. */
export const backOff: ReconnectDelay = (failures, confirmed) =>
  failures > (confirmed ? 15 : 3) ? null : Math.min(300 * 2 ** (failures - 1), 5_000);

/** Waits, or less where the signal comes first. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
