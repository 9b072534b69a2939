import { randomUUID } from 'node:crypto';
import type { Model } from '../../contenders/model.ts';
import type { Product } from '../../contenders/product.ts';
import { median } from '../../statistics.ts';
import { messages } from '../../workload.ts';
import { measureQuestions, type MeasuredRound, repeat } from './rounds.ts';

const SHORT = 10;
const LONG = 5_000;
const LONG_THREADS = 10;
const TURNS = 40;
const ROUNDS = 5;

export interface ShortAndLong {
  short: number;
  long: number;
  ratio: number;
}

/** What a turn costs in a thread of few and of very many messages, in rounds that alternate. */
export async function measureThreadLength(model: Model, product: Product) {
  await model.pace();
  const inLong = await product.questionsAfter(messages(LONG), LONG_THREADS);
  const pairs: { short: MeasuredRound; long: MeasuredRound }[] = [];
  await repeat(0, ROUNDS, async () => {
    const short = await measureQuestions(product, await product.questionsAfter(messages(SHORT), TURNS), 1);
    const again = Array.from({ length: TURNS / LONG_THREADS }, () => inLong.map(anew)).flat();
    pairs.push({ short, long: await measureQuestions(product, again, 1) });
  });
  const compare = (figure: (round: MeasuredRound) => number): ShortAndLong => ({
    short: median(pairs.map(({ short }) => figure(short))),
    long: median(pairs.map(({ long }) => figure(long))),
    ratio: median(pairs.map(({ short, long }) => figure(long) / figure(short))),
  });
  return {
    cpuMsPerTurn: compare(({ cpuMsPerTurn }) => cpuMsPerTurn),
    firstTokenMs: compare(({ firstTokenMs }) => median(firstTokenMs)),
  };
}

function anew<T extends { body: object }>(question: T): T {
  return { ...question, body: { ...question.body, clientMessageId: randomUUID() } };
}
