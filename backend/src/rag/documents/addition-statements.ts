/** For so long a request may be at work before another one with its key takes its place: its process may have died. */
const CLAIMED = `interval '5 minutes'`;

/** $1 user, $2 key, $3 fingerprint, $4 attempt. No row: the key was used before, or is being used. */
export const CLAIM_KEY = `
  insert into document_additions (user_id, key, fingerprint, attempt, claimed_until)
  values ($1, $2, $3, $4::uuid, clock_timestamp() + ${CLAIMED})
  on conflict (user_id, key) do update
     set fingerprint = excluded.fingerprint, attempt = excluded.attempt, claimed_until = excluded.claimed_until
   where document_additions.document_id is null and document_additions.claimed_until < clock_timestamp()
  returning attempt`;

/** $1 user, $2 key. */
export const FIND_ADDITION = `
  select fingerprint, document_id as "documentId" from document_additions where user_id = $1 and key = $2`;

/** $1 user, $2 key, $3 attempt, $4 document. No row: another request took the key over. */
export const BIND_KEY = `
  update document_additions set document_id = $4::uuid
   where user_id = $1 and key = $2 and attempt = $3::uuid and document_id is null
  returning key`;

/** $1 user, $2 key, $3 attempt. */
export const RELEASE_KEY = `
  delete from document_additions where user_id = $1 and key = $2 and attempt = $3::uuid and document_id is null`;
