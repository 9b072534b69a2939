import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCompletion } from './read-completion.js';
import { StreamedResponse } from './provider-fetch.js';

const frame = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\r\n\r\n`;

async function read(pieces: Uint8Array[]): Promise<{ text: string; error: unknown }> {
  let text = '';
  const stream = Readable.from(pieces, { objectMode: false }) as StreamedResponse['stream'];
  try {
    await readCompletion(new StreamedResponse(stream, { status: 200 }), (chunks) => {
      for (const { choices } of chunks) text += choices?.[0]?.delta?.content as string;
    });
    return { text, error: undefined };
  } catch (error) {
    return { text, error };
  }
}

describe('readCompletion', () => {
  it('reads the same however the bytes are cut, and nothing after the end', async () => {
    const bytes = new TextEncoder().encode(
      `: hello\n\n${frame('Grüße ')}${frame('😀')}data: [DONE]\n\n${frame('late')}`,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), async (cuts) => {
        const points = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = points.slice(1).map((end, i) => bytes.slice(points[i], end));
        expect(await read(pieces.filter(({ length }) => length))).toEqual({ text: 'Grüße 😀', error: undefined });
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

  it('throws what its listener throws', async () => {
    const stream = Readable.from([frame('begun')]) as StreamedResponse['stream'];
    const reading = readCompletion(new StreamedResponse(stream, { status: 200 }), () => {
      throw new Error('enough');
    });
    await expect(reading).rejects.toThrow('enough');
    expect(stream.destroyed).toBe(true);
  });
});
