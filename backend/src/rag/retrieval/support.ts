import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { FoundChunk } from './found-chunk.js';
import type { SearchOutcome } from './hybrid-search.js';
import { type QueryPart, queryColumns } from './query-part.js';
import { spaceWords } from './script.js';
import { MATCH_TERMS } from './support-statements.js';

/** Whether what was found supports an answer. */
export interface Support {
  /** How likely the best passages hold the answer, 0 to 1, as far as words can tell. */
  confidence: number;
  /** Share of the question's terms, weighted by rarity, that the best of them holds, if only in part: 0 to 1. */
  coverage: number;
}

/**
 * Least confidence for an answer. Chosen so that about 8% of the questions whose answer is there get none;
 * docs/evaluation.md has the whole curve, and what it was measured on.
 */
export const LEAST_CONFIDENCE = 0.5;

/** Least coverage for a passage to touch the question at all. Greetings and questions on other subjects stay below. */
export const LEAST_COVERAGE = 0.15;

/** A logistic regression over XQuAD: each question with the paragraph that answers it, and without. */
const WEIGHTS = { coverage: 4.4, exactCoverage: 3.6, evenness: -4 };

/** Stemmers join different shares of the words that belong together, so that the same coverage says more or less. */
const OFFSETS: Record<string, number> = { english: -1.87, german: -0.5, simple: -1.1 };
const USUAL_OFFSET = -1;

interface TermMatch {
  chunk: string;
  config: string;
  lexeme: string;
  weight: number;
  held: boolean;
}

/** Judges whether the best passage answers a question: by the words that it holds, and by how far it is ahead. */
@Injectable()
export class SupportJudge {
  constructor(private readonly pool: Pool) {}

  async judge(parts: QueryPart[], { ranking, legs }: Pick<SearchOutcome, 'ranking' | 'legs'>): Promise<Support> {
    const [best] = ranking;
    if (!best) return { confidence: 0, coverage: 0 };
    const asked = parts.filter(({ keywords }) => keywords === undefined);
    const [contents, weights] = queryColumns(asked);
    const { rows } = await this.pool.query<TermMatch>(MATCH_TERMS, [contents, weights, [best.id]]);
    const text = searchable(best);
    const coverage = shareHeld(rows, ({ held, lexeme }) => held || standsIn(text, lexeme));
    const exactCoverage = shareHeld(rows, ({ held }) => held);
    const evidence =
      WEIGHTS.coverage * coverage +
      WEIGHTS.exactCoverage * exactCoverage +
      WEIGHTS.evenness * evennessOf(legs[0]?.found ?? []) +
      (OFFSETS[rows[0]?.config ?? ''] ?? USUAL_OFFSET);
    return { confidence: rows.length === 0 ? 0 : 1 / (1 + Math.exp(-evidence)), coverage };
  }
}

function shareHeld(terms: TermMatch[], isHeld: (term: TermMatch) => boolean): number {
  const total = terms.reduce((sum, { weight }) => sum + weight, 0);
  const held = terms.reduce((sum, term) => sum + (isHeld(term) ? term.weight : 0), 0);
  return total === 0 ? 0 : held / total;
}

/** The score of the fourth beside that of the first: near 1 where none stands out, as when nothing answers. */
function evennessOf(found: FoundChunk[]): number {
  const [first, , , fourth] = found;
  return first && fourth ? fourth.score / first.score : 0;
}

function searchable({ title, text }: FoundChunk): string {
  const content = `${title}\n${text}`.toLowerCase();
  // Where words stand without spaces, segmentation differs with what stands around them.
  return spaceWords(content) === content ? content : content.replace(/\s+/g, '');
}

/** Whether a term stands in a text as a part of other words: compounds, and endings that a stemmer does not know. */
function standsIn(text: string, lexeme: string): boolean {
  if (lexeme.length < 2) return false;
  if (text.includes(lexeme)) return true;
  return lexeme.length >= 6 && text.includes(lexeme.slice(0, Math.max(5, Math.ceil(lexeme.length * 0.6))));
}
