import { ChatProblem } from '../chat-problem';

/** The server says every 12 seconds that it is still there. */
const silentMs = 30_000;

/**
 * Passes a stream on until nothing has come for so long that its connection must be dead. A computer that slept or changed its
 * network is not told that: the connection stays open on its side.
 */
export function untilSilent<T>(body: ReadableStream<T>): ReadableStream<T> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      const silence = Promise.withResolvers<never>();
      const timer = setTimeout(
        () => silence.reject(new ChatProblem('offline', 'The connection is silent.', 0)),
        silentMs,
      );
      try {
        const { done, value } = await Promise.race([reader.read(), silence.promise]);
        if (done) {
          controller.close();
        } else {
          controller.enqueue(value);
        }
      } catch (error) {
        void reader.cancel().catch(() => undefined);
        controller.error(error);
      } finally {
        clearTimeout(timer);
      }
    },
    cancel: () => reader.cancel(),
  });
}
