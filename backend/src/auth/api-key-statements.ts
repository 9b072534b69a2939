import { TOKENS_OVER } from './embed-token-statements.js';

/** A fixed window of time, as a number: requests in windows of other numbers are not counted together. */
const windowOf = (time: string) => `floor(extract(epoch from ${time}) * 1000 / k."rateLimitTimeWindow")`;

/** What makes a key `k` of the user `u` valid. */
const VALID = `k.enabled and k."expiresAt" > statement_timestamp() and u.banned is not true`;

/**
 * Finds a valid key with its user, and counts the request against it. One statement for both: it holds on every instance
 * at once, also for requests that arrive together. $1 hash of the key. No row: the key is not valid.
 */
export const USE = {
  name: 'use-api-key',
  text: `
  update "apikey" k
     set "requestCount" = case
           when ${windowOf('k."lastRequest"')} = ${windowOf('statement_timestamp()')}
           then least(k."requestCount", k."rateLimitMax") + 1 else 1 end,
         "lastRequest" = statement_timestamp()
    from "user" u
   where k.key = $1 and u.id = k."referenceId" and ${VALID}
  returning k.id as "keyId", k.permissions, k."requestCount" <= k."rateLimitMax" as "withinLimit", k."rateLimitMax" as "limit",
    greatest(k."rateLimitMax" - k."requestCount", 0)::int as remaining,
    ceil((k."rateLimitTimeWindow" - mod(extract(epoch from statement_timestamp()) * 1000, k."rateLimitTimeWindow")) / 1000)::int
      as "retryAfterSeconds",
    u.id, u.name, u.email, u.role`,
};

/** $1 user. */
export const LIST = `
  select id, name, start, permissions, "createdAt", "expiresAt", "lastRequest" as "lastUsedAt" from "apikey"
   where "referenceId" = $1 order by "createdAt" desc, id`;

/** $1 user, $2 key. */
export const REVOKE = `delete from "apikey" where "referenceId" = $1 and id = $2`;

/** Which of these have ended, were revoked, or are those of somebody suspended. $1 sessions, $2 keys, $3 tokens of the embedded chat. */
export const OVER = {
  name: 'credentials-over',
  text: `
  select id from unnest($1::text[]) as open (id)
   where not exists (
     select from "session" s join "user" u on u.id = s."userId"
      where s.id = open.id and s."expiresAt" > now() and u.banned is not true)
  union all
  select id from unnest($2::text[]) as open (id)
   where not exists (select from "apikey" k join "user" u on u.id = k."referenceId" where k.id = open.id and ${VALID})
  union all ${TOKENS_OVER}`,
};
