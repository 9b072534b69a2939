import type { Citation } from '@chatkit/contract';
import { OfflineLanguageModel } from '../llm/offline-language-model.js';
import { buildPrompt } from '../rag/prompt/prompt.js';
import { Retriever } from '../rag/retrieval/retriever.js';
import type { Query } from './collection.js';
import type { Laboratory } from './laboratory.js';
import { historyOf } from './ranking.js';

/** How often the offline answer leads to what is known to be the answer; shares are 0 to 1. */
export interface AnswerReport {
  queries: number;
  /** A cited passage of a relevant document holds the answer. */
  cited: number;
  /** A quoted sentence holds it. */
  quoted: number;
}

export interface Answered {
  report: AnswerReport;
  /** By question: how sure the product is that the passages answer it. */
  confidences: Map<Query, number>;
}

const CONTEXT_TOKENS = 8_000;
const MARKER = /\[(\d+)\]$/gm;

/** Answers each question that has known answers as the offline model does, which quotes sentences. */
export async function answer(
  laboratory: Laboratory,
  queries: readonly Query[],
  onProgress: (done: number) => void,
): Promise<Answered> {
  const retriever = laboratory.get(Retriever);
  const confidences = new Map<Query, number>();
  let [cited, quoted] = [0, 0];
  for (const query of queries) {
    const { passages, confidence } = await retriever.retrieve({
      ...laboratory.reach,
      question: query.text,
      conversation: historyOf(query),
    });
    const text = await quote(query.text, passages);
    const numbers = new Set(Array.from(text.matchAll(MARKER), ([, n]) => Number(n)));
    const sources = passages.filter(({ n, documentId }) => {
      return numbers.has(n) && query.relevant.has(laboratory.originalIds.get(documentId) ?? '');
    });
    if (sources.some((source) => holdsAnswer(source.quote, query))) cited += 1;
    if (holdsAnswer(text, query)) quoted += 1;
    confidences.set(query, confidence);
    onProgress(confidences.size);
  }
  const total = Math.max(1, queries.length);
  return { report: { queries: queries.length, cited: cited / total, quoted: quoted / total }, confidences };
}

async function quote(question: string, passages: Citation[]): Promise<string> {
  let text = '';
  const prompt = buildPrompt({ question, passages, history: [], budgetTokens: CONTEXT_TOKENS });
  const onText = (piece: string) => void (text += piece);
  await new OfflineLanguageModel().write(prompt, { onText }, new AbortController().signal);
  return text;
}

/** White space is the same wherever lines break, also within a quotation. */
function holdsAnswer(text: string, { answers }: Query): boolean {
  const plain = text.replace(/\s*\n>?\s*/g, ' ');
  return answers.some((known) => plain.includes(known.text.replace(/\s+/g, ' ')));
}
