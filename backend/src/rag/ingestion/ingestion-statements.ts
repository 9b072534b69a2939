/**
 * `$1`: the document. Its newest version is the one to take in. Counts the attempt, so that a document which ends the process
 * each time is given up some time.
 */
export const BEGIN_ATTEMPT = `
  with begun as (
    update documents set attempts = attempts + 1 where id = $1 and status = 'processing' returning *
  )
  select
    begun.id as "documentId", begun.title, begun.owner_id as "ownerId", begun.media_type as "mediaType",
    begun.visibility, begun.collection, begun.attempts, versions.id as "versionId", versions.text,
    versions.id <> begun.current_version_id as replaces
  from begun
  join document_versions versions on versions.document_id = begun.id
  order by versions.number desc
  limit 1`;

/** `$1`: the document. What was broken off in good order does not count. */
export const TAKE_ATTEMPT_BACK = 'update documents set attempts = greatest(attempts - 1, 0) where id = $1';

/**
 * `$1`: the document; `$2` to `$4`: title, visibility and collection. Holds these still until the transaction ends; none when
 * they have changed, or the document is not wanted any more.
 */
export const LOCK_DOCUMENT = `
  select from documents
  where id = $1 and status = 'processing' and title = $2 and visibility = $3 and collection is not distinct from $4
  for update`;

/** `$1`: the document. From now on searches look which of its chunks are current. */
export const BEGIN_REPLACING = 'update documents set replacing = true where id = $1 and not replacing';

/** `$1`: the version; `$2` and `$3`: from and to which position. */
export const CLEAR_SLICE = 'delete from chunks where version_id = $1 and position between $2 and $3';

/** `$1`: the document; `$2`: the version; then an array each: ids, positions, heading paths as JSON, starts, ends, texts. */
export const ADD_SLICE = `
  insert into chunks (id, document_id, version_id, position, heading_path, start_offset, end_offset, text)
  select added.id, $1, $2, added.position, array(select jsonb_array_elements_text(added.headings)), added.start_offset,
    added.end_offset, added.text
  from unnest($3::uuid[], $4::integer[], $5::jsonb[], $6::integer[], $7::integer[], $8::text[])
    as added (id, position, headings, start_offset, end_offset, text)`;

/** `$1`: the version; `$2`: how many chunks it has now. */
export const CLEAR_REST = 'delete from chunks where version_id = $1 and position >= $2';

/**
 * `$1`: the document, locked; `$2`: the version; `$3`: questions among its headings. From now on this version is found, and no
 * other. The document stays in work when its text has changed meanwhile.
 */
export const FINISH = `
  with indexed as (
    update document_versions set indexed_at = now() where id = $2
  )
  update documents
  set
    status = case
      when not exists (
        select from document_versions newer
        join document_versions mine on mine.document_id = newer.document_id and mine.number < newer.number
        where mine.id = $2
      ) then 'ready'
      else 'processing'
    end,
    error = null,
    attempts = 0,
    progress_step = null,
    progress_percent = null,
    current_version_id = $2,
    embedding_model = null,
    questions = $3
  where id = $1
  returning status`;

/** `$1`: the document; `$2`: why. */
export const FAIL = `
  update documents
  set status = 'failed', error = $2, attempts = 0, progress_step = null, progress_percent = null
  where id = $1 and status = 'processing'`;

/** `$1`: the document; `$2`: the step; `$3`: percent. */
export const STORE_PROGRESS = `
  update documents set progress_step = $2, progress_percent = $3 where id = $1 and status in ('processing', 'ready')`;

export const CLEAR_EMBEDDING_PROGRESS = `
  update documents set progress_step = null, progress_percent = null where progress_step = 'embedding'`;

/** `$1`: the document; `$2`: at most how many. */
export const CLEAR_HIDDEN_CHUNKS = `
  delete from chunks
  where id in (
    select chunks.id
    from chunks
    join documents on documents.id = chunks.document_id and documents.current_version_id <> chunks.version_id
    where documents.id = $1 and documents.replacing and documents.status in ('ready', 'cancelled')
    limit $2
  )`;

/** `$1`: the document. After its hidden chunks; versions that were cancelled go, too: nobody can have cited them. */
export const END_REPLACING = `
  with ended as (
    update documents set replacing = false
    where id = $1 and replacing and status in ('ready', 'cancelled')
    returning id, current_version_id
  )
  delete from document_versions dropped
  using ended
  join document_versions kept on kept.id = ended.current_version_id
  where dropped.document_id = ended.id and dropped.number > kept.number`;

/** `$1`: the queue; `$2`: at most how many. What is to be done and what no job is there for, oldest first. */
export const UNFINISHED = `
  select documents.id
  from documents
  where (documents.status = 'processing' or (documents.replacing and documents.status in ('ready', 'cancelled')))
    and not exists (
      select from jobs.job
      where job.name = $1 and job.singleton_key = documents.id::text and job.state in ('created', 'retry', 'active')
    )
  order by documents.created_at
  limit $2`;

/** Whether anything is to be done. */
export const IS_UNFINISHED = `
  select exists (
    select from documents
    where status = 'processing' or (replacing and status in ('ready', 'cancelled'))
  ) as unfinished`;
