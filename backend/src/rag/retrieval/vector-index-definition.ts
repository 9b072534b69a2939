import { createHash } from 'node:crypto';
import { escapeLiteral } from 'pg';

/** HNSW indexes take this many dimensions in full precision; up to twice as many in half. */
const MOST_DIMENSIONS = 2_000;

/** How a vector column of one length is compared: in the index and in a search the same, or the index is not used. */
export function vectorType(dimensions: number): string | null {
  if (dimensions <= MOST_DIMENSIONS) return `vector(${dimensions})`;
  return dimensions <= 2 * MOST_DIMENSIONS ? `halfvec(${dimensions})` : null;
}

export const INDEX_PREFIX = 'chunk_embeddings_nearest_';

/** The name of the index for the vectors of one model and length. */
export function indexName(model: string, dimensions: number): string {
  return `${INDEX_PREFIX}${createHash('sha256').update(`${dimensions} ${model}`).digest('hex').slice(0, 24)}`;
}

/** Makes it where it is missing; null for vectors that are too long for an index. */
export function createIndex(model: string, dimensions: number): string | null {
  const type = vectorType(dimensions);
  return (
    type &&
    `create index if not exists ${indexName(model, dimensions)} on chunk_embeddings
       using hnsw ((embedding::${type}) ${type.replace(/\(.*/, '')}_ip_ops)
       where model = ${escapeLiteral(model)} and vector_dims(embedding) = ${dimensions}`
  );
}
