import { randomUUID } from 'node:crypto';
import type { Question } from '../../load.ts';
import type { Model } from '../../contenders/model.ts';
import type { Product } from '../../contenders/product.ts';
import { median } from '../../statistics.ts';
import { messages } from '../../workload.ts';
import { measureQuestions, type MeasuredRound, repeat } from './rounds.ts';

const SHORT = 10;
/** More than a turn reads back, so that its prompt is as long as in a thread without end. */
const FULL = 250;
const LONG = 5_000;
/** Threads are asked in again and again. */
const THREADS = 10;
const TURNS = 40;
const ROUNDS = 7;

/** In threads of 10, 250 and 5,000 messages; `ratio` is the last to the one before. */
export interface ByLength {
  short: number;
  full: number;
  long: number;
  ratio: number;
}

/** What a turn costs in threads of few and of very many messages, in rounds that alternate. */
export async function measureThreadLength(model: Model, product: Product) {
  await model.pace();
  const full = await product.questionsAfter(messages(FULL), THREADS);
  const long = await product.questionsAfter(messages(LONG), THREADS);
  const rounds: Record<'short' | 'full' | 'long', MeasuredRound[]> = { short: [], full: [], long: [] };
  const ask = async (length: keyof typeof rounds, questions: Question[]) =>
    rounds[length].push(await measureQuestions(product, questions, 1));
  await repeat(0, ROUNDS, async (number) => {
    await ask('short', await product.questionsAfter(messages(SHORT), TURNS));
    const pair = [['full', full] as const, ['long', long] as const];
    for (const [length, questions] of number % 2 === 0 ? pair : pair.reverse())
      await ask(length, repeatedly(questions));
  });
  const compare = (figure: (round: MeasuredRound) => number): ByLength => {
    const [short, full, long] = [rounds.short.map(figure), rounds.full.map(figure), rounds.long.map(figure)];
    const ratio = median(long.map((value, round) => value / (full[round] ?? NaN)));
    return { short: median(short), full: median(full), long: median(long), ratio };
  };
  return {
    cpuMsPerTurn: compare(({ cpuMsPerTurn }) => cpuMsPerTurn),
    firstTokenMs: compare(({ firstTokenMs }) => median(firstTokenMs)),
  };
}

/** As many turns as in the short threads, which are new each time. */
function repeatedly(questions: Question[]): Question[] {
  return Array.from({ length: TURNS / THREADS }, () => questions.map(anew)).flat();
}

function anew(question: Question): Question {
  return { ...question, body: { ...question.body, clientMessageId: randomUUID() } };
}
