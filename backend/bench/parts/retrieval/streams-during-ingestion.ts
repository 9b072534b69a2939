import { setTimeout as delay } from 'node:timers/promises';
import { Model } from '../../contenders/model.ts';
import { Product } from '../../contenders/product.ts';
import { emptyThreads } from '../../contenders/threads.ts';
import { readAnswer } from '../../load.ts';
import { percentile } from '../../statistics.ts';
import { CHUNKS_A_DOCUMENT, MadeCorpus } from './corpus.ts';
import { checkedSize } from './checked-size.ts';

const CHUNKS = 10_000;
const DOCUMENTS = CHUNKS / CHUNKS_A_DOCUMENT;
const READERS = 5;
/** An answer takes four seconds. */
const PACE = { pauseMs: 20, tokens: 200 };
const QUIET_MS = 40_000;
const SENT_AT_ONCE = 4;
const LOOK_EVERY_MS = 500;
/** Without passages to embed for so long, all have their vectors. */
const EMBEDDED_AFTER_MS = 3_000;

/** Milliseconds between two arrivals of text in an answer. */
export interface Gaps {
  p50Ms: number;
  p95Ms: number;
  longestMs: number;
}

export interface StreamFigures {
  chunks: number;
  quiet: Gaps;
  busy: Gaps;
  /** From the first being sent to the last being ready; the streams go on until all have their vectors. */
  documentsPerSecond: number;
  bytesPerChunk: number;
}

/** Readers follow paced answers of the product, at first alone, then while it takes 10,000 chunks in over its API. */
export async function measureStreams(store: Record<string, string>): Promise<StreamFigures> {
  await using started = new AsyncDisposableStack();
  const model = await Model.start();
  started.defer(() => model.server.stop());
  const product = await Product.start({ modelUrl: model.server.url, store, threads: emptyThreads, nodeOptions: [] });
  started.defer(() => product.stop());
  await model.pace(PACE);
  const quietUntil = performance.now() + QUIET_MS;
  const quiet = await followAnswers(product, () => performance.now() < quietUntil);
  let isDone = false;
  const ingest = async (): Promise<number> => {
    const begun = performance.now();
    await takeDocumentsIn(product);
    const seconds = (performance.now() - begun) / 1_000;
    while ((await model.idleMs()) < EMBEDDED_AFTER_MS) await delay(LOOK_EVERY_MS);
    isDone = true;
    return seconds;
  };
  const [busy, seconds] = await Promise.all([followAnswers(product, () => !isDone), ingest()]);
  await product.stop();
  const { chunks, bytes } = await checkedSize(store);
  return { chunks, quiet, busy, documentsPerSecond: DOCUMENTS / seconds, bytesPerChunk: bytes / chunks };
}

async function followAnswers(product: Product, isWanted: () => boolean): Promise<Gaps> {
  const gaps: number[] = [];
  while (isWanted()) {
    const questions = await product.questions(READERS);
    await Promise.all(
      questions.map((question) => {
        let last: number | undefined;
        const onTokens = () => {
          const now = performance.now();
          if (last !== undefined) gaps.push(now - last);
          last = now;
        };
        return readAnswer(product.connections, question, () => undefined, onTokens);
      }),
    );
  }
  return { p50Ms: percentile(gaps, 0.5), p95Ms: percentile(gaps, 0.95), longestMs: Math.max(...gaps) };
}

async function takeDocumentsIn(product: Product): Promise<void> {
  const corpus = new MadeCorpus(11);
  const before = await product.countReady();
  let number = 0;
  const send = async (): Promise<void> => {
    while (number < DOCUMENTS) {
      number += 1;
      await product.send({ title: `Document ${number}`, text: corpus.document() });
    }
  };
  await Promise.all(Array.from({ length: SENT_AT_ONCE }, send));
  while ((await product.countReady()) < before + DOCUMENTS) await delay(LOOK_EVERY_MS);
}
