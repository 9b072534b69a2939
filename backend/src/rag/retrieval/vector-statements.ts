import { vectorType } from './vector-index-definition.js';

/** Among so few vectors, comparing all of them is as fast as the index, and exact. */
export const MOST_VECTORS_TO_COMPARE = 5_000;

/** Recall@10 against an exact search is .97 at this breadth, with 100,000 passages. */
const BREADTH = 200;

const PASSAGES = `
  select
    chunks.id, chunks.document_id, chunks.version_id, chunks.heading_path, chunks.start_offset, chunks.end_offset,
    chunks.text, documents.title, -best.distance as score
  from best
  join chunks on chunks.id = best.chunk_id
  join documents on documents.id = chunks.document_id
  order by best.distance, chunks.id`;

/** Not a join, which would take the order away that the index gives, so that all of it would be read. */
const MAY_BE_SEEN = `(
        select (owner_id = $1 or visibility = 'shared') and ($5 = '' or collection = $5) and (not replacing or exists (
          select from chunks where chunks.id = embeddings.chunk_id and chunks.version_id = documents.current_version_id
        ))
        from documents
        where documents.id = embeddings.document_id
      )`;

/**
 * `$1`: the user; `$2`: the model; `$3`: the question's vector, of so many dimensions; `$4`: how many; `$5`: the
 * collection, or '' for all documents. Vectors of unit norm:
 * their inner product, of which `<#>` is the negative, is the similarity. The index is searched on until enough of what it
 * gives may be seen; the settings for that hold for this statement only, and its one-time filter makes them first.
 */
export function searchByVector(dimensions: number): string {
  const type = vectorType(dimensions) ?? `vector(${dimensions})`;
  return `
  with settings as materialized (
    select set_config('hnsw.ef_search', '${BREADTH}', true), set_config('hnsw.iterative_scan', 'relaxed_order', true)
  ),
  best as materialized (
    select embeddings.chunk_id, embeddings.embedding::${type} <#> $3::vector(${dimensions})::${type} as distance
    from chunk_embeddings embeddings
    where (select count(*) from settings) = 1
      and embeddings.model = $2 and vector_dims(embeddings.embedding) = ${dimensions}
      and ${MAY_BE_SEEN}
    order by embeddings.embedding::${type} <#> $3::vector(${dimensions})::${type}
    limit $4
  )
${PASSAGES}`;
}

/**
 * As {@link searchByVector}, but every vector within reach is compared. The inner `offset 0` has them fetched document
 * by document: planners misjudge the filter, and would read everybody's vectors.
 */
export function searchAllVectors(dimensions: number): string {
  return `
  with nearest as materialized (
    select embeddings.chunk_id, embeddings.embedding <#> $3::vector(${dimensions}) as distance
    from documents
    cross join lateral (
      select * from chunk_embeddings
      where document_id = documents.id and model = $2 and vector_dims(embedding) = ${dimensions}
      offset 0
    ) embeddings
    where (documents.owner_id = $1 or documents.visibility = 'shared')
      and ($5 = '' or documents.collection = $5)
      and (not documents.replacing or exists (
        select from chunks where chunks.id = embeddings.chunk_id and chunks.version_id = documents.current_version_id
      ))
    offset 0
  ), best as materialized (select * from nearest order by distance, chunk_id limit $4)
  ${PASSAGES}`;
}

/** `$1`: the chunk; `$2`: the model; `$3`: the vector. Nothing happens when the chunk has been replaced meanwhile. */
export const ADD_EMBEDDING = `
  insert into chunk_embeddings (chunk_id, document_id, model, embedding)
  select id, document_id, $2, $3::vector from chunks where id = $1 for key share
  on conflict (chunk_id, model) do update set embedding = excluded.embedding`;

/** `$1`: the model; `$2`: whether documents that were embedded with another one wait, too. */
export const NEXT_DOCUMENT = `
  select id
  from documents
  where status = 'ready' and (embedding_model is null or ($2 and embedding_model <> $1))
  order by created_at, id
  limit 1`;

/** `$1`: the document; `$2`: the model; `$3`: after which position; `$4`: how many. */
export const CHUNKS_WITHOUT_EMBEDDING = `
  select
    chunks.id, chunks.position, documents.title, chunks.heading_path as "headingPath", chunks.text,
    (select max(position) + 1 from chunks counted where counted.version_id = documents.current_version_id) as "chunkCount"
  from chunks
  join documents on documents.current_version_id = chunks.version_id
  where chunks.document_id = $1 and chunks.position > $3 and not exists (
    select from chunk_embeddings where chunk_id = chunks.id and model = $2
  )
  order by chunks.position
  limit $4`;

/** `$1`: the document; `$2`: the model. It goes on waiting when other chunks have come meanwhile. */
export const FINISH_DOCUMENT = `
  update documents
  set embedding_model = $2, progress_step = null, progress_percent = null
  where id = $1 and status = 'ready' and not exists (
    select from chunks
    where version_id = documents.current_version_id and not exists (
      select from chunk_embeddings where chunk_id = chunks.id and model = $2
    )
  )`;

/** A model whose vectors serve still, since there are documents that the configured one, `$1`, has not embedded. */
export const OTHER_MODEL_IN_USE = `
  select embedding_model as model
  from documents
  where status = 'ready' and embedding_model <> $1
  limit 1`;

/** `$1`: the configured model; `$2`: how many at a time. */
export const FORGET_OTHER_MODELS = `
  delete from chunk_embeddings
  where (chunk_id, model) in (select chunk_id, model from chunk_embeddings where model <> $1 limit $2)`;

/** `$1`: what the names of all vector indexes begin with; `$2`: the one to keep. */
export const OTHER_INDEXES = `
  select indexname as name
  from pg_indexes
  where schemaname = current_schema() and tablename = 'chunk_embeddings'
    and starts_with(indexname, $1) and indexname <> $2`;
