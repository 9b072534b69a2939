import { setTimeout as delay } from 'node:timers/promises';
import { AnswerStream } from './answer-stream.ts';
import type { Instances } from './instances.ts';

const ANSWERS = 10;
const BETWEEN_MS = 150;
const AWAY_MS = 2_000;

export interface Resumptions {
  /** On the instance that writes, until all has come that was written when the reader came back. */
  sameMs: number[];
  /** On the other, until the text comes that it missed, as far as it is stored. */
  otherMs: number[];
  /** On the other, until all has come that was written when the reader came back. */
  otherCaughtUpMs: number[];
}

/** Cuts a reader's connection in the middle of an answer, and lets it come back to both instances two seconds later. */
export async function measureResumptions(instances: Instances): Promise<Resumptions> {
  const measured: Resumptions = { sameMs: [], otherMs: [], otherCaughtUpMs: [] };
  const resume = async (index: number): Promise<void> => {
    await delay(index * BETWEEN_MS);
    const cut = await instances.ask();
    const staying = AnswerStream.follow(instances.writer, cut.messageId);
    cut.leave();
    await delay(AWAY_MS);
    const begun = performance.now();
    const written = staying.length;
    const same = AnswerStream.follow(instances.writer, cut.messageId, cut.position);
    const other = AnswerStream.follow(instances.other, cut.messageId, cut.position);
    const [sameAt, otherAt, caughtUpAt] = await Promise.all([
      same.until(({ length }) => length >= written),
      other.until(({ length }) => length > cut.length),
      other.until(({ length }) => length >= written),
    ]);
    measured.sameMs.push(sameAt - begun);
    measured.otherMs.push(otherAt - begun);
    measured.otherCaughtUpMs.push(caughtUpAt - begun);
    await staying.until(({ status }) => status !== undefined);
  };
  await Promise.all(Array.from({ length: ANSWERS }, (_, index) => resume(index)));
  return measured;
}
