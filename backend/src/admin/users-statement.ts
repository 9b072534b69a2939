import { TODAY } from '../usage/usage-statements.js';

/** $1 part of the name or address, or null; $2 position or null, $3 its id; $4 how many. */
export const LIST_USERS = `
  select u.id, u.name, u.email, u.role = 'admin' as "isAdmin", u.banned is true as suspended, u."createdAt",
         u."createdAt"::text as position,
         (select max(s."updatedAt") from "session" s where s."userId" = u.id and s."expiresAt" > now()) as "lastSeenAt",
         (select count(*)::int from chat_threads t where t.user_id = u.id and t.deleted_at is null) as threads,
         (select count(*)::int from "apikey" k where k."referenceId" = u.id and k."expiresAt" > now()) as keys,
         json_build_object('private', d.private, 'shared', d.shared, 'characters', d.characters) as documents,
         json_build_object('turns', s."turnsToday", 'tokens', s."tokensToday") as today,
         json_build_object('turns', s.turns, 'tokens', s.tokens) as "last30Days"
    from "user" u
    cross join lateral (
      select count(*) filter (where visibility = 'private')::int as private,
             count(*) filter (where visibility = 'shared')::int as shared, coalesce(sum(v.characters), 0)::float8 as characters
        from documents d join document_versions v on v.id = d.current_version_id where d.owner_id = u.id
    ) d
    cross join lateral (
      select coalesce(sum(turns) filter (where day = ${TODAY}), 0)::int as "turnsToday",
             coalesce(sum(tokens) filter (where day = ${TODAY}), 0)::float8 as "tokensToday",
             coalesce(sum(turns), 0)::int as turns, coalesce(sum(tokens), 0)::float8 as tokens
        from user_usage where user_id = u.id and day > ${TODAY} - 30
    ) s
   where ($1::text is null or strpos(lower(u.name || ' ' || u.email), lower($1)) > 0)
     and ($2::timestamptz is null or (u."createdAt", u.id) < ($2::timestamptz, $3))
   order by u."createdAt" desc, u.id desc limit $4`;
