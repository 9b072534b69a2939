import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ProblemException } from '../../http/problem-exception.js';
import { unreachable } from './fetch-problems.js';

const INFLATERS: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Reads a body as it was before its encoding, and stops as soon as that is more than `mostBytes`: 413. */
export async function readLimited(body: Readable, encoding: string, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > mostBytes) throw new ProblemException('payload_too_large', 'The page is larger than 20 MB.');
      chunks.push(chunk);
    }
  };
  if (encoding === '' || encoding === 'identity') {
    await pipeline(body, collect);
  } else {
    const inflater = INFLATERS[encoding]?.();
    if (!inflater) throw unreachable('The server sends the page in an encoding that is not known.');
    await pipeline(body, inflater, collect);
  }
  return Buffer.concat(chunks);
}
