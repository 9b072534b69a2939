/** $1 address. */
export const FIND_ACCOUNT = `
  select id, "emailVerified" as verified, role = 'admin' as administers, banned as suspended from "user" where email = $1`;

/** No row: somebody has made the account meanwhile. $1 id, $2 name, $3 address. */
export const MAKE_ACCOUNT = `
  insert into "user" (id, name, email, "emailVerified", role, "updatedAt") values ($1, $2, $3, true, 'user', now())
  on conflict (email) do nothing returning id`;

/** Whom a token may stand for, whatever the account was when it was made. */
const MAY_BE_SIGNED_IN = `u.banned is not true and u.role is distinct from 'admin' and u."emailVerified"`;

/**
 * Stores a token, and forgets those of the account that are over. `first`: no other one of this key and origin opens it now.
 * No row: key or account have ended meanwhile. $1 hash, $2 user, $3 key, $4 origin, $5 seconds.
 */
export const ISSUE = `
  with over as (
    delete from embed_tokens where user_id = $2 and expires_at <= now()
  ), holders as (
    select u.id as user_id, k.id as key_id from "user" u, "apikey" k where u.id = $2 and ${MAY_BE_SIGNED_IN} and k.id = $3
       for key share
  )
  insert into embed_tokens (token_hash, user_id, key_id, origin, expires_at)
  select $1, user_id, key_id, $4, now() + make_interval(secs => $5) from holders
  returning not exists (
    select from embed_tokens t where t.user_id = $2 and t.key_id = $3 and t.origin = $4 and t.expires_at > now()) as first`;

/** What makes a token `t` valid: its account `u`, and the key `k` that made it with the administrator `o` who owns the key. */
const TOKEN = `
  embed_tokens t
  join "user" u on u.id = t.user_id and ${MAY_BE_SIGNED_IN}
  join "apikey" k on k.id = t.key_id and k.enabled and k."expiresAt" > statement_timestamp()
  join "user" o on o.id = k."referenceId" and o.banned is not true and o.role = 'admin'`;
const VALID = `t.expires_at > statement_timestamp()`;

/** $1 hash. No row: the token is not valid. */
export const USE = {
  name: 'use-embed-token',
  text: `select t.id as "tokenId", t.origin, u.id, u.name, u.email from ${TOKEN} where t.token_hash = $1 and ${VALID}`,
};

/** Which of $3, ids of tokens, are over. */
export const TOKENS_OVER = `
  select id from unnest($3::text[]) as open (id)
   where not exists (select from ${TOKEN} where t.id = open.id::uuid and ${VALID})`;

/** Only what this key has made. $1 address, $2 key. */
export const END = `
  delete from embed_tokens t using "user" u where u.email = $1 and t.user_id = u.id and t.key_id = $2`;
