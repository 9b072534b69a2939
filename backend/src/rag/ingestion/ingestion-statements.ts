/** `$1`: the document. Its newest version is the one to take in. */
export const READ_TASK = `
  select
    documents.id as "documentId", documents.title, documents.media_type as "mediaType",
    documents.visibility = 'shared' as shared, versions.id as "versionId",
    versions.text
  from documents
  join document_versions versions on versions.document_id = documents.id
  where documents.id = $1 and documents.status = 'processing'
  order by versions.number desc
  limit 1`;

/** `$1`: the document. Holds its title and access still until the transaction ends. */
export const LOCK_DOCUMENT = `
  select title, owner_id as "ownerId", visibility = 'shared' as shared
  from documents
  where id = $1
  for update`;

/** `$1`: the version; `$2` and `$3`: from and to which position. */
export const CLEAR_SLICE = 'delete from chunks where version_id = $1 and position between $2 and $3';

/** `$1`: the document; `$2`: the version; then an array each: ids, positions, heading paths as JSON, starts, ends, texts. */
export const ADD_SLICE = `
  insert into chunks (id, document_id, version_id, position, heading_path, start_offset, end_offset, text)
  select added.id, $1, $2, added.position, array(select jsonb_array_elements_text(added.headings)), added.start_offset,
    added.end_offset, added.text
  from unnest($3::uuid[], $4::integer[], $5::jsonb[], $6::integer[], $7::integer[], $8::text[])
    as added (id, position, headings, start_offset, end_offset, text)`;

/** `$1`: the document; `$2`: its version now; `$3`: how many chunks that has. */
export const CLEAR_REST = 'delete from chunks where document_id = $1 and (version_id <> $2 or position >= $3)';

/**
 * `$1`: the document; `$2`: the version; `$3`: questions among its headings; `$4` and `$5`: the title and whether it was
 * shared when the work began. Stays in work when any of it, or the text, has changed meanwhile.
 */
export const FINISH = `
  update documents
  set
    status = case
      when title = $4 and (visibility = 'shared') = $5 and not exists (
        select from document_versions newer
        join document_versions mine on mine.document_id = newer.document_id and mine.number < newer.number
        where mine.id = $2
      ) then 'ready'
      else 'processing'
    end,
    error = null,
    current_version_id = $2,
    embedding_model = null,
    questions = $3
  where id = $1
  returning status`;

/** `$1`: the document; `$2`: why. */
export const FAIL = `update documents set status = 'failed', error = $2 where id = $1`;

export const UNFINISHED = `select id from documents where status = 'processing' order by created_at`;
