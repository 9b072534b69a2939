import type { UserEvent } from '@chatkit/contract';
import { toChatProblem } from '../chat-problem';
import { pause, type ReconnectDelay } from '../follow-turn';

/** Events that all tabs of a browser want, and how one of them gets them. */
export interface EventSharing {
  /** Of the lock and the channel: the same in all tabs that share. */
  readonly name: string;
  /** Opens the connection; it may close at any time. */
  readonly open: () => AsyncIterable<UserEvent>;
  readonly heard: (event: UserEvent) => void;
  readonly signal: AbortSignal;
  readonly reconnectDelay: ReconnectDelay;
}

const longestDelay = 5_000;
const refusals = [401, 403, 404];

/**
 * Hears the events until the signal, over one connection for all tabs: a browser opens only six to a server without
 * HTTP/2. The tab that holds the lock connects and tells the others; when it closes, the lock goes to the next. A browser
 * without locks, as on a plain http page, connects for each tab.
 */
export async function shareEvents(sharing: EventSharing): Promise<void> {
  const { name, heard, signal } = sharing;
  // absent on pages that are not secure, whatever their type says
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined || typeof BroadcastChannel === 'undefined') {
    return connect(sharing, heard);
  }
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }: MessageEvent<UserEvent>) => heard(data);
  const tellAll = (event: UserEvent) => {
    heard(event);
    channel.postMessage(event);
  };
  try {
    await locks.request(name, { signal }, () => connect(sharing, tellAll));
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  } finally {
    channel.close();
  }
}

/** Holds a connection, over and over again, until the signal or until the server refuses. */
async function connect(
  { open, signal, reconnectDelay }: EventSharing,
  tell: (event: UserEvent) => void,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      for await (const event of open()) {
        failures = 0;
        tell(event);
      }
    } catch (error) {
      const problem = toChatProblem(error);
      if (refusals.includes(problem.status)) {
        throw problem;
      }
    }
    failures += 1;
    await pause(reconnectDelay(failures, true) ?? longestDelay, signal);
  }
}
