import { Injectable } from '@nestjs/common';
import { Pool, type PoolClient } from 'pg';
import { type FoundChunk, type FoundRow, toFoundChunk } from './found-chunk.js';
import { ADD_CHUNKS, COUNT_REACHABLE_CHUNKS, SEARCH_BY_SCAN, SEARCH_BY_TERMS } from './lexical-statements.js';
import { configFor, hasUnspacedScript, spaceWords, type TextSearchConfig } from './script.js';

const MOST_CHUNKS_TO_SCAN = 20_000;
const LONGEST_PART = 4_096;

/** A piece of what is searched for. */
export interface QueryPart {
  text: string;
  weight: number;
  /** Only this many of its rarest terms count; left out, all do. */
  keywords?: number;
}

/** A chunk as the index takes it in. */
export interface IndexedChunk {
  id: string;
  documentId: string;
  ownerId: string | null;
  shared: boolean;
  /** Title, headings and text. */
  content: string;
}

/** Finds chunks by their words: BM25 in SQL, with the caller's access in the statement. */
@Injectable()
export class LexicalIndex {
  constructor(private readonly pool: Pool) {}

  /** The best chunks that the user may see, best first. */
  async search(userId: string, parts: QueryPart[], limit: number): Promise<FoundChunk[]> {
    const statement = (await this.#isSmall(userId)) ? SEARCH_BY_SCAN : SEARCH_BY_TERMS;
    const { rows } = await this.pool.query<FoundRow>(statement, [...columnsOf(parts), userId, limit]);
    return rows.map(toFoundChunk);
  }

  /** Takes in chunks whose rows are there already, in the caller's transaction. */
  async add(client: PoolClient, chunks: IndexedChunk[]): Promise<void> {
    await client.query(ADD_CHUNKS, [
      chunks.map(({ id }) => id),
      chunks.map(({ documentId }) => documentId),
      chunks.map(({ ownerId }) => ownerId),
      chunks.map(({ shared }) => shared),
      chunks.map(({ content }) => configFor(content)),
      chunks.map(({ content }) => spaceWords(content)),
    ]);
  }

  /** Folds the counted changes into the totals, which keeps searches fast. */
  async fold(client: PoolClient): Promise<void> {
    await client.query('select fold_term_frequencies()');
  }

  async #isSmall(userId: string): Promise<boolean> {
    const { rows } = await this.pool.query<{ chunks: number }>(COUNT_REACHABLE_CHUNKS, [
      userId,
      MOST_CHUNKS_TO_SCAN + 1,
    ]);
    return (rows[0]?.chunks ?? 0) <= MOST_CHUNKS_TO_SCAN;
  }
}

/** One row per part and configuration: English everywhere, and word by word where words stand without spaces. */
function columnsOf(parts: QueryPart[]): [string[], TextSearchConfig[], number[], (number | null)[]] {
  const rows = parts.flatMap(({ text, weight, keywords }) => {
    const part = text.slice(0, LONGEST_PART).toWellFormed().replaceAll('\0', '');
    const configs: TextSearchConfig[] = hasUnspacedScript(part) ? ['english', 'simple'] : ['english'];
    return configs.map((config) => ({ part, config, weight, keywords }));
  });
  return [
    rows.map(({ part, config }) => (config === 'simple' ? spaceWords(part) : part)),
    rows.map(({ config }) => config),
    rows.map(({ weight }) => weight),
    rows.map(({ keywords }) => keywords ?? null),
  ];
}
