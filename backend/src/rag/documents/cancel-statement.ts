/**
 * `$1`: the document. What is being taken in is not wanted. When that is a new version, and the one before is complete, the
 * document is ready again, as it was.
 */
export const CANCEL = `
  update documents
  set
    status = case
      when current.indexed_at is not null and exists (
        select from document_versions newer where newer.document_id = documents.id and newer.number > current.number
      ) then 'ready'
      else 'cancelled'
    end,
    error = null,
    attempts = 0,
    progress_step = null,
    progress_percent = null,
    replacing = replacing or exists (
      select from document_versions newer where newer.document_id = documents.id and newer.number > current.number
    )
  from document_versions current
  where documents.id = $1 and documents.status = 'processing' and current.id = documents.current_version_id`;
