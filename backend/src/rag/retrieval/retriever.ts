import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Citation, type Passage, type SearchKnowledge } from '@chatkit/contract';
import { Pool } from 'pg';
import type { HistoryMessage } from '../../llm/language-model.js';
import { conversationQuery } from './conversation-query.js';
import type { FoundChunk } from './found-chunk.js';
import { fuse } from './fuse.js';
import { LexicalIndex, type QueryPart } from './lexical-index.js';
import { VectorIndex } from './vector-index.js';

const PASSAGES_FOR_AN_ANSWER = 8;
const PASSAGES_THAT_DECIDE = 3;

/**
 * Least share of a question's terms, weighted by rarity, that one of the best passages must hold to count as support.
 * Measured on XQuAD (English): with the answering paragraph in the index 97% of the questions reach it; without it, but
 * with its sibling paragraphs, 60% stay below.
 */
const LEAST_COVERAGE = 0.4;

/** Least share for a passage to touch the question at all. Greetings and questions on other subjects stay below. */
const LEAST_RELATION = 0.15;

/** How much the search by words counts beside the one by vectors: measured, half for a good embedder, up to .8 for a weak one. */
const WEIGHT_OF_WORDS = 0.5;
/** Of each search; more than that helps neither. */
const CHUNKS_TO_FUSE = 50;

const COUNT_DOCUMENTS = `
  select count(*)::integer as documents
  from documents
  where (owner_id = $1 or visibility = 'shared') and status = 'ready'`;

export interface Retrieval {
  /** Numbered from 1, best first. */
  passages: Citation[];
  /** How many documents could be searched. */
  documents: number;
  /** Whether one of the best passages, however it was found, holds enough of the question's words to support an answer. */
  supported: boolean;
  /** Whether anything found touches the question, so that a model which can refuse is worth asking. */
  related: boolean;
}

export interface RetrievalRequest {
  userId: string;
  question: string;
  /** The messages before the question, oldest first. */
  conversation: readonly HistoryMessage[];
  limit?: number;
}

/** Finds the passages that a user's question can be answered from, among the documents that the user may see. */
@Injectable()
export class Retriever {
  constructor(
    private readonly words: LexicalIndex,
    private readonly vectors: VectorIndex,
    private readonly pool: Pool,
  ) {}

  async retrieve({
    userId,
    question,
    conversation,
    limit = PASSAGES_FOR_AN_ANSWER,
  }: RetrievalRequest): Promise<Retrieval> {
    const [found, documents] = await Promise.all([
      this.#find(userId, conversationQuery(question, conversation), limit),
      this.#countDocuments(userId),
    ]);
    const coverage = Math.max(0, ...found.slice(0, PASSAGES_THAT_DECIDE).map((chunk) => chunk.coverage));
    return {
      passages: found.map((chunk, index) => toCitation(chunk, index + 1)),
      documents,
      supported: coverage >= LEAST_COVERAGE,
      related: coverage >= LEAST_RELATION || (this.vectors.enabled && found.length > 0),
    };
  }

  async search(userId: string, { query, limit }: SearchKnowledge): Promise<{ data: Passage[] }> {
    const found = await this.#find(userId, [{ text: query, weight: 1 }], limit);
    return { data: found.map((chunk, index) => ({ ...toCitation(chunk, index + 1), score: chunk.score })) };
  }

  async #find(userId: string, parts: QueryPart[], limit: number): Promise<FoundChunk[]> {
    if (!this.vectors.enabled) return this.words.search(userId, parts, limit);
    const [byWords, byVector] = await Promise.all([
      this.words.search(userId, parts, CHUNKS_TO_FUSE),
      this.vectors.search(userId, parts, CHUNKS_TO_FUSE),
    ]);
    const legs = [
      { found: byWords, weight: WEIGHT_OF_WORDS },
      { found: byVector, weight: 1 - WEIGHT_OF_WORDS },
    ];
    return fuse(legs).slice(0, limit);
  }

  async #countDocuments(userId: string): Promise<number> {
    const { rows } = await this.pool.query<{ documents: number }>(COUNT_DOCUMENTS, [userId]);
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
