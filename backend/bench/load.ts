import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'undici';

/** One question to one contender, and how to tell its first words and its proper end. */
export interface Question {
  path: string;
  headers: Record<string, string>;
  body: object;
  firstToken: string;
  end: string;
}

/** What came of a round of questions. */
export interface Round {
  seconds: number;
  /** Milliseconds from sending a question to its first token, one for each question. */
  firstTokenMs: number[];
}

/** Has `readers` at a time ask the questions, each reading its answer to the end. Throws at the first bad answer. */
export async function readAll(pool: Pool, questions: Question[], readers: number): Promise<Round> {
  const waiting = [...questions];
  const firstTokenMs: number[] = [];
  const read = async (): Promise<void> => {
    for (let question = waiting.pop(); question; question = waiting.pop()) {
      const sent = performance.now();
      await readAnswer(pool, question, () => firstTokenMs.push(performance.now() - sent));
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: readers }, read));
  return { seconds: (performance.now() - started) / 1_000, firstTokenMs };
}

/** Asks a question every `everyMs`; gives the milliseconds to the first token of each. Throws at the first bad answer. */
export async function askSteadily(pool: Pool, questions: Question[], everyMs: number): Promise<number[]> {
  const started = performance.now();
  return Promise.all(
    questions.map(async (question, index) => {
      await delay(Math.max(0, started + index * everyMs - performance.now()));
      const sent = performance.now();
      let firstTokenMs = NaN;
      await readAnswer(pool, question, () => (firstTokenMs = performance.now() - sent));
      return firstTokenMs;
    }),
  );
}

/** Reads one streamed answer; `onTokens` hears when more of it came. Throws unless it was begun, complete and of status 200. */
export function readAnswer(
  pool: Pool,
  question: Question,
  onFirstToken: () => void,
  onTokens?: () => void,
): Promise<void> {
  const { path, headers, body, firstToken, end } = question;
  let status = 0;
  let received = '';
  let begun = false;
  return new Promise((resolve, reject) => {
    pool.dispatch(
      { path, method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) },
      {
        onRequestStart() {},
        onResponseStart: (_, code) => void (status = code),
        onResponseData: (_, chunk) => {
          const text = chunk.toString();
          received += text;
          if (text.includes(firstToken)) onTokens?.();
          if (begun || !received.includes(firstToken)) return;
          begun = true;
          onFirstToken();
        },
        onResponseEnd: () => {
          if (status === 200 && begun && received.endsWith(end)) resolve();
          else reject(new Error(`${path} answered ${status}: ...${received.slice(-400)}`));
        },
        onResponseError: (_, error) => reject(error),
      },
    );
  });
}
