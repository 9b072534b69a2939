/**
 * `$1`: the user; `$2`: the model; `$3`: the question's vector; `$4`: how many. Vectors of unit norm: their inner product, of
 * which `<#>` is the negative, is the similarity. The dimensions are compared too, since a server may change them under the
 * same name.
 */
export const SEARCH_BY_VECTOR = `
  with nearest as materialized (
    select embeddings.chunk_id, embeddings.embedding <#> $3::vector as distance
    from chunk_embeddings embeddings
    join documents on documents.id = embeddings.document_id
    where (documents.owner_id = $1 or documents.visibility = 'shared')
      and (not documents.replacing or exists (
        select from chunks where chunks.id = embeddings.chunk_id and chunks.version_id = documents.current_version_id
      ))
      and embeddings.model = $2 and vector_dims(embeddings.embedding) = vector_dims($3::vector)
    order by distance, embeddings.chunk_id
    limit $4
  )
  select
    chunks.id, chunks.document_id, chunks.version_id, chunks.heading_path, chunks.start_offset, chunks.end_offset,
    chunks.text, documents.title, -nearest.distance as score
  from nearest
  join chunks on chunks.id = nearest.chunk_id
  join documents on documents.id = chunks.document_id
  order by nearest.distance, chunks.id`;

/** `$1`: the chunk; `$2`: the model; `$3`: the vector. Nothing happens when the chunk has been replaced meanwhile. */
export const ADD_EMBEDDING = `
  insert into chunk_embeddings (chunk_id, document_id, model, embedding)
  select id, document_id, $2, $3::vector from chunks where id = $1 for key share
  on conflict (chunk_id) do update set model = excluded.model, embedding = excluded.embedding`;

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
    chunks.id, chunks.position, documents.title, documents.owner_id as "ownerId", chunks.heading_path as "headingPath",
    chunks.text,
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
