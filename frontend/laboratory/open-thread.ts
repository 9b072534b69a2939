import type { ChatKit } from '@chatkit/angular';
import { buildAnswer, buildQuestion, type ScriptedChatTransport } from '@chatkit/angular/testing';
import type { Opened } from './driven';

let threads = 0;

/** Opens a thread whose messages are at hand, and waits for its picture. */
export async function openThread(
  kit: ChatKit,
  server: ScriptedChatTransport,
  messages: number,
  answer: string,
): Promise<Opened> {
  threads += 1;
  const threadId = `thread-${threads}`;
  const newestFirst = Array.from({ length: messages }, (_, index) => {
    const id = `${threadId}-${messages - index}`;
    return index % 2 === 0 ? buildAnswer({ id, threadId, content: answer }) : buildQuestion({ id, threadId });
  });
  server.messages.set(threadId, newestFirst);
  const from = performance.now();
  await kit.loadThread(threadId);
  await painted();
  return { paintedMs: performance.now() - from, elements: document.querySelectorAll('*').length };
}

/** When the browser has drawn the next frame. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
  });
}
