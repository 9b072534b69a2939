import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Citation, RetrievalTrace, SearchKnowledge, SearchResult } from '@chatkit/contract';
import { Pool } from 'pg';
import type { HistoryMessage } from '../../llm/language-model.js';
import { conversationQuery } from './conversation-query.js';
import type { FoundChunk } from './found-chunk.js';
import { HybridSearch, type SearchLeg, type SearchOutcome } from './hybrid-search.js';
import type { QueryPart } from './query-part.js';
import { collectionParameter, type Reach } from './reach.js';
import { QuestionRewriting } from './question-rewriting.js';
import { LEAST_CONFIDENCE, LEAST_COVERAGE, type Support, SupportJudge } from './support.js';
import { traceOf } from './trace.js';
import { VectorIndex } from './vector-index.js';

const PASSAGES_FOR_AN_ANSWER = 8;

const COUNT_DOCUMENTS = `
  select count(*)::integer as documents
  from documents
  where (owner_id = $1 or visibility = 'shared') and ($2 = '' or collection = $2) and status = 'ready'`;

export interface Retrieval {
  /** Numbered from 1, best first. */
  passages: Citation[];
  /** How many documents could be searched. */
  documents: number;
  /** How likely the best passages hold the answer, 0 to 1; see `Support`. */
  confidence: number;
  /** Whether that is enough for an answer. */
  supported: boolean;
  /** Whether anything found touches the question, so that a model which can refuse is worth asking. */
  related: boolean;
  /** How it came to that, for who asked. */
  trace: RetrievalTrace;
}

export interface RetrievalRequest extends Reach {
  question: string;
  /** The messages before the question, oldest first. */
  conversation: readonly HistoryMessage[];
  limit?: number;
}

/** Finds the passages that a user's question can be answered from, among the documents that the user may see. */
@Injectable()
export class Retriever {
  constructor(
    private readonly hybrid: HybridSearch,
    private readonly rewriting: QuestionRewriting,
    private readonly support: SupportJudge,
    private readonly vectors: VectorIndex,
    private readonly pool: Pool,
  ) {}

  async retrieve({
    userId,
    collection,
    question,
    conversation,
    limit = PASSAGES_FOR_AN_ANSWER,
  }: RetrievalRequest): Promise<Retrieval> {
    const reach = { userId, collection };
    const parts = conversationQuery(question, conversation);
    const [{ outcome, rewritten }, documents] = await Promise.all([
      this.#search(reach, parts, limit, this.rewriting.rewrite(question, conversation)),
      this.#countDocuments(reach),
    ]);
    const { confidence, coverage } = await this.#judge(reach, parts, outcome, rewritten);
    const found = outcome.ranking.slice(0, limit);
    const supported = confidence >= LEAST_CONFIDENCE;
    return {
      passages: found.map((chunk, index) => toCitation(chunk, index + 1)),
      documents,
      confidence,
      supported,
      related: coverage >= LEAST_COVERAGE || (this.vectors.enabled && found.length > 0),
      trace: traceOf(parts, outcome, rewritten, {
        ...(collection !== undefined && { collection }),
        documents,
        confidence,
        supported,
        leastConfidence: LEAST_CONFIDENCE,
      }),
    };
  }

  async search(userId: string, { query, limit, collection }: SearchKnowledge): Promise<SearchResult> {
    const parts: QueryPart[] = [{ text: query, weight: 1 }];
    const reach = { userId, collection };
    const outcome = await this.hybrid.search(reach, parts, limit);
    const { confidence } = await this.support.judge(reach, parts, outcome);
    const data = outcome.ranking.slice(0, limit).map((chunk, index) => ({
      ...toCitation(chunk, index + 1),
      score: chunk.score,
      legs: { lexical: placeIn(outcome, 'lexical', chunk), vector: placeIn(outcome, 'vector', chunk) },
    }));
    return { data, confidence, supported: confidence >= LEAST_CONFIDENCE };
  }

  async #search(reach: Reach, parts: QueryPart[], limit: number, rewriting: Promise<string | undefined>) {
    const rewritten = await rewriting;
    return { outcome: await this.hybrid.search(reach, parts, limit, rewritten), rewritten };
  }

  /** A rewritten question holds all of its terms, so it is the one to judge by. */
  #judge(
    reach: Reach,
    parts: QueryPart[],
    { ranking, legs }: SearchOutcome,
    rewritten: string | undefined,
  ): Promise<Support> {
    if (rewritten === undefined) return this.support.judge(reach, parts, { ranking, legs });
    const ofRewritten = legs.filter((leg) => leg.rewritten);
    return this.support.judge(reach, [{ text: rewritten, weight: 1 }], { ranking, legs: ofRewritten });
  }

  async #countDocuments(reach: Reach): Promise<number> {
    const values = [reach.userId, collectionParameter(reach)];
    const { rows } = await this.pool.query<{ documents: number }>(COUNT_DOCUMENTS, values);
    return rows[0]?.documents ?? 0;
  }
}

function toCitation({ documentId, versionId, title, headingPath, start, end, text }: FoundChunk, n: number): Citation {
  const [outermost, ...inner] = headingPath;
  return {
    n,
    documentId,
    versionId,
    title,
    headingPath: outermost === title ? inner : headingPath,
    start,
    end,
    quote: text,
    hash: createHash('sha256').update(text).digest('hex'),
  };
}

function placeIn({ legs }: SearchOutcome, name: SearchLeg['name'], { id }: FoundChunk) {
  const found = legs.find((leg) => leg.name === name)?.found ?? [];
  const index = found.findIndex((chunk) => chunk.id === id);
  const score = found[index]?.score;
  return score === undefined ? null : { rank: index + 1, score };
}
