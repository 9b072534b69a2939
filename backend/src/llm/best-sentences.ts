import type { Citation } from '@chatkit/contract';
import { quotableSentences } from './quotable-sentences.js';
import { meaningfulWords } from './words.js';

/** A sentence of a passage, word for word. */
export interface QuotedSentence {
  n: number;
  text: string;
}

interface Candidate extends QuotedSentence {
  words: Set<string>;
  /** Words of the title and headings above; they speak for every sentence below them, at half weight. */
  context: Set<string>;
  order: number;
}

const MOST_SENTENCES = 3;
const MOST_PASSAGES = 4;
/** What each further passage loses: the search ranked it lower. */
const LOSS_PER_PASSAGE = 0.2;
const LEAST_SHARE_OF_BEST = 0.5;

/** Two or three sentences of the passages that share the rarest words with the question, in reading order. */
export function bestSentences(question: string, passages: Citation[]): QuotedSentence[] {
  const candidates = candidatesIn(passages.slice(0, MOST_PASSAGES));
  const wanted = [...new Set(meaningfulWords(question))];
  const rarity = new Map(wanted.map((word) => [word, rarityAmong(candidates, word)]));
  const scored = candidates
    .map((candidate) => ({ candidate, score: scoreOf(candidate, rarity) }))
    .sort((a, b) => b.score - a.score || a.candidate.order - b.candidate.order)
    .slice(0, MOST_SENTENCES);
  const best = scored[0]?.score ?? 0;
  return scored
    .filter(({ score }, index) => index < 2 || score >= best * LEAST_SHARE_OF_BEST)
    .map(({ candidate }) => candidate)
    .sort((a, b) => a.order - b.order)
    .map(({ n, text }) => ({ n, text }));
}

function candidatesIn(passages: Citation[]): Candidate[] {
  const seen = new Set<string>();
  return passages.flatMap(({ n, title, headingPath, quote }) => {
    const context = new Set(meaningfulWords([title, ...headingPath].join(' ')));
    return quotableSentences(quote)
      .filter((text) => !seen.has(text) && seen.add(text))
      .map((text) => ({ n, text, words: new Set(meaningfulWords(text)), context, order: seen.size }));
  });
}

function rarityAmong(candidates: Candidate[], word: string): number {
  const holding = candidates.filter(({ words }) => words.has(word)).length;
  return Math.log(1 + (candidates.length - holding + 0.5) / (holding + 0.5));
}

function scoreOf({ n, words, context }: Candidate, rarity: Map<string, number>): number {
  let score = 0;
  for (const [word, weight] of rarity) {
    if (words.has(word)) score += weight;
    else if (context.has(word)) score += weight / 2;
  }
  return score * (1 - LOSS_PER_PASSAGE * (n - 1));
}
