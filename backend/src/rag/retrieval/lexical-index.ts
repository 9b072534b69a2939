import { Injectable } from '@nestjs/common';
import { Pool, type PoolClient } from 'pg';
import { type FoundChunk, type FoundRow, toFoundChunk } from './found-chunk.js';
import {
  ADD_CHUNKS,
  COUNT_CHUNKS,
  COUNT_CHUNKS_OF_COLLECTION,
  SEARCH_BY_SCAN,
  SEARCH_BY_TERMS,
} from './lexical-statements.js';
import { type QueryPart, queryColumns } from './query-part.js';
import { collectionParameter, type Reach } from './reach.js';
import { spaceWords } from './script.js';
import { configFor } from './text-search-config.js';

const MOST_CHUNKS_TO_SCAN = 20_000;

/** A chunk as the index takes it in. */
export interface IndexedChunk {
  id: string;
  documentId: string;
  ownerId: string | null;
  shared: boolean;
  collection: string | null;
  /** Of its document, as ISO 639-1 code; null where it cannot be told. */
  language: string | null;
  /** Title, headings and text. */
  content: string;
}

/** Finds chunks by their words: BM25 in SQL, with the caller's access in the statement. */
@Injectable()
export class LexicalIndex {
  constructor(private readonly pool: Pool) {}

  /** The best chunks within reach, best first. */
  async search(reach: Reach, parts: QueryPart[], limit: number): Promise<FoundChunk[]> {
    const isLarge = await this.goesBeyond(reach, MOST_CHUNKS_TO_SCAN);
    const statement = isLarge ? SEARCH_BY_TERMS : SEARCH_BY_SCAN;
    const values = [...queryColumns(parts), reach.userId, limit, collectionParameter(reach)];
    const { rows } = await this.pool.query<FoundRow>(statement, values);
    return rows.map(toFoundChunk);
  }

  /** Takes in chunks whose rows are there already, in the caller's transaction. */
  async add(client: PoolClient, chunks: IndexedChunk[]): Promise<void> {
    await client.query(ADD_CHUNKS, [
      chunks.map(({ id }) => id),
      chunks.map(({ documentId }) => documentId),
      chunks.map(({ ownerId }) => ownerId),
      chunks.map(({ shared }) => shared),
      chunks.map(({ collection }) => collection),
      chunks.map(({ content, language }) => configFor(content, language)),
      chunks.map(({ content }) => spaceWords(content)),
    ]);
  }

  /** Folds the counted changes into the totals, a bounded number at a time, which keeps searches fast. */
  async fold(client: PoolClient): Promise<void> {
    for (let folded = 1; folded > 0;) {
      const { rows } = await client.query<{ folded: number }>('select fold_term_frequencies()::integer as folded');
      folded = rows[0]?.folded ?? 0;
    }
  }

  /** Whether there are more chunks within reach than so many. */
  async goesBeyond({ userId, collection }: Reach, chunks: number): Promise<boolean> {
    const values = [userId, chunks + 1];
    const { rows } = await (collection === undefined
      ? this.pool.query<{ chunks: number }>(COUNT_CHUNKS, values)
      : this.pool.query<{ chunks: number }>(COUNT_CHUNKS_OF_COLLECTION, [...values, collection]));
    return (rows[0]?.chunks ?? 0) > chunks;
  }
}
