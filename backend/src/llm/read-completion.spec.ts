import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Dispatcher } from 'undici';
import { ProviderAnswer } from './provider-answer.js';
import { readCompletion } from './read-completion.js';
import { StreamedResponse } from './provider-fetch.js';

const frame = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\r\n\r\n`;

/** A connection that ends as soon as it is aborted. */
function connection(): { answer: ProviderAnswer; controller: Dispatcher.DispatchController; abort: jest.Mock } {
  const answer = new ProviderAnswer();
  const abort = jest.fn((reason: Error) => answer.onResponseError(controller, reason));
  const controller = { abort } as unknown as Dispatcher.DispatchController;
  answer.head.catch(() => undefined);
  answer.onRequestStart(controller);
  return { answer, controller, abort: abort as jest.Mock };
}

async function read(pieces: Uint8Array[], readAfter = 0): Promise<{ text: string; error: unknown }> {
  const { answer, controller } = connection();
  const send = (some: Uint8Array[]) => some.forEach((piece) => answer.onResponseData(controller, Buffer.from(piece)));
  let text = '';
  send(pieces.slice(0, readAfter));
  const reading = readCompletion(new StreamedResponse(answer, { status: 200 }), (chunks) => {
    for (const { choices } of chunks) text += choices?.[0]?.delta?.content as string;
  });
  send(pieces.slice(readAfter));
  answer.onResponseEnd();
  return reading.then(
    () => ({ text, error: undefined }),
    (error: unknown) => ({ text, error }),
  );
}

describe('readCompletion', () => {
  it('reads the same however the bytes are cut, and nothing after the end', async () => {
    const bytes = new TextEncoder().encode(
      `: hello\n\n${frame('Grüße ')}${frame('😀')}data: [DONE]\n\n${frame('late')}`,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), fc.nat(8), async (cuts, readAfter) => {
        const points = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = points.slice(1).map((end, i) => bytes.slice(points[i], end));
        const kept = pieces.filter(({ length }) => length);
        expect(await read(kept, readAfter)).toEqual({ text: 'Grüße 😀', error: undefined });
      }),
    );
  });

  it.each([
    ['an error that the server reports', 'data: {"error":{"message":"overloaded"}}\n\n', 'APIError'],
    ['what is no JSON', 'data: {"choices":\n\n', 'SyntaxError'],
  ])('keeps the text before %s, and throws', async (_, last, name) => {
    const { text, error } = await read([new TextEncoder().encode(frame('begun') + last)]);
    expect(text).toBe('begun');
    expect((error as Error).constructor.name).toBe(name);
  });

  it('throws what its listener throws, and closes the connection', async () => {
    const { answer, controller, abort } = connection();
    const reading = readCompletion(new StreamedResponse(answer, { status: 200 }), () => {
      throw new Error('enough');
    });
    answer.onResponseData(controller, Buffer.from(frame('begun')));
    await expect(reading).rejects.toThrow('enough');
    expect(abort).toHaveBeenCalledTimes(1);
  });
});
