import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Citation, type Passage, type SearchKnowledge } from '@chatkit/contract';
import { Pool } from 'pg';
import type { HistoryMessage } from '../llm/language-model.js';
import { conversationQuery } from './conversation-query.js';
import { type FoundChunk, LexicalIndex } from './lexical-index.js';

const PASSAGES_FOR_AN_ANSWER = 8;
const PASSAGES_THAT_DECIDE = 3;

/**
 * Least share of a question's terms, weighted by rarity, that one of the best passages must hold to count as support.
 * Measured on XQuAD (English): with the answering paragraph in the index 97% of the questions reach it; without it, but
 * with its sibling paragraphs, 60% stay below.
 */
const LEAST_COVERAGE = 0.4;

const COUNT_DOCUMENTS = `
  select count(*)::integer as documents
  from documents
  where (owner_id = $1 or visibility = 'shared') and status = 'ready'`;

export interface Retrieval {
  /** Numbered from 1, best first. */
  passages: Citation[];
  /** How many documents could be searched. */
  documents: number;
  /** Whether anything found can support an answer. */
  supported: boolean;
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
    private readonly index: LexicalIndex,
    private readonly pool: Pool,
  ) {}

  async retrieve({
    userId,
    question,
    conversation,
    limit = PASSAGES_FOR_AN_ANSWER,
  }: RetrievalRequest): Promise<Retrieval> {
    const [found, documents] = await Promise.all([
      this.index.search(userId, conversationQuery(question, conversation), limit),
      this.#countDocuments(userId),
    ]);
    const supported = found.slice(0, PASSAGES_THAT_DECIDE).some(({ coverage }) => coverage >= LEAST_COVERAGE);
    return { passages: found.map((chunk, index) => toCitation(chunk, index + 1)), documents, supported };
  }

  async search(userId: string, { query, limit }: SearchKnowledge): Promise<{ data: Passage[] }> {
    const found = await this.index.search(userId, [{ text: query, weight: 1 }], limit);
    return { data: found.map((chunk, index) => ({ ...toCitation(chunk, index + 1), score: chunk.score })) };
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
