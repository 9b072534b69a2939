import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { withoutAskingWords } from './asking-words.js';
import { type AskedTerm, evidenceOf } from './evidence.js';
import type { FoundChunk } from './found-chunk.js';
import type { SearchOutcome } from './hybrid-search.js';
import { type QueryPart, queryColumns, textOf } from './query-part.js';
import { collectionParameter, type Reach } from './reach.js';
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
const WEIGHTS = {
  coverage: 2.5,
  exactCoverage: 2.3,
  sentenceCoverage: 0.9,
  neighbours: 1.9,
  missingNames: -1.3,
  evenness: -3,
};

/** Stemmers join different shares of the words that belong together, so that the same coverage says more or less. */
const OFFSETS: Record<string, number> = { english: -1.15, german: 0.1, simple: -1.4 };
const USUAL_OFFSET = -1;

interface TermMatch extends AskedTerm {
  config: string;
}

/** Judges whether the best passage answers a question: by the words that it holds, and by how far it is ahead. */
@Injectable()
export class SupportJudge {
  constructor(private readonly pool: Pool) {}

  async judge(
    reach: Reach,
    parts: QueryPart[],
    { ranking, legs }: Pick<SearchOutcome, 'ranking' | 'legs'>,
  ): Promise<Support> {
    const [best] = ranking;
    if (!best) return { confidence: 0, coverage: 0 };
    const asked = parts.filter(({ keywords }) => keywords === undefined);
    const [contents, weights] = queryColumns(asked);
    const { rows } = await this.pool.query<TermMatch>(MATCH_TERMS, [
      contents.map(withoutAskingWords),
      weights,
      [best.id],
      collectionParameter(reach),
    ]);
    const [term] = rows;
    if (!term) return { confidence: 0, coverage: 0 };
    const features = { ...evidenceOf(textOf(asked), rows, best), evenness: evennessOf(legs[0]?.found ?? []) };
    return { confidence: confidenceOf(features, term.config), coverage: features.coverage };
  }
}

function confidenceOf(features: typeof WEIGHTS, config: string): number {
  const names = Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[];
  const evidence = names.reduce((sum, name) => sum + WEIGHTS[name] * features[name], OFFSETS[config] ?? USUAL_OFFSET);
  return 1 / (1 + Math.exp(-evidence));
}

/** The score of the fourth beside that of the first: near 1 where none stands out, as when nothing answers. */
function evennessOf(found: FoundChunk[]): number {
  const [first, , , fourth] = found;
  return first && fourth ? fourth.score / first.score : 0;
}
