// Days are those of UTC. Whoever counts in both tables counts for the user first, so that nobody waits in a circle.

export const TODAY = `(now() at time zone 'UTC')::date`;

const withinLimits = (row: string, limits: string, first: number) =>
  `coalesce(${row}.turns < (${limits})[${first}], true) and coalesce(${row}.tokens < (${limits})[${first + 1}], true)`;

/**
 * Counts a turn for each row of `from`: as `user_turn` for the user $1, and for the key. `limits` are turns and tokens of
 * the user, then of the key; null is no limit. Error 23514: that would pass a limit, and the whole statement is undone.
 */
export const countTurn = (from: string, key: string, limits: string) => `
  user_turn as (
    insert into user_usage as u (user_id, day, turns) select $1, ${TODAY}, 1 ${from}
    on conflict (user_id, day) do update set turns = u.turns + 1, within_limits = ${withinLimits('u', limits, 1)}
    returning u.day
  ), key_turn as (
    insert into key_usage as k (key_id, day, turns) select a.id, user_turn.day, 1 from user_turn, "apikey" a where a.id = ${key}
    on conflict (key_id, day) do update set turns = k.turns + 1, within_limits = ${withinLimits('k', limits, 3)}
  )`;

/** Adds tokens to the day of a turn that was counted. `turn`: a row with the columns `day` and `key_id`. */
export const countTokens = (turn: string, user: string, tokens: string) => `
  user_tokens as (
    update user_usage u set tokens = u.tokens + ${tokens} from ${turn} t where u.user_id = ${user} and u.day = t.day
    returning u.day, t.key_id
  ), key_tokens as (
    update key_usage k set tokens = k.tokens + ${tokens} from user_tokens t where k.key_id = t.key_id and k.day = t.day
  )`;

/** For a turn that is stored nowhere. $1 user, $2 key or null, $3 limits. */
export const COUNT_TURN = {
  name: 'count-turn',
  text: `with ${countTurn('', '$2::text', '$3::bigint[]')} select day::text from user_turn`,
};

/** $1 user, $2 key or null, $3 day of the turn, $4 tokens. */
export const COUNT_TOKENS = {
  name: 'count-tokens',
  text: `
  with turn as (select $3::date as day, $2::text as key_id), ${countTokens('turn', '$1', '$4::int')}
  select from user_tokens`,
};

export const DELETE_OLD_USAGE = {
  name: 'delete-old-usage',
  text: `
  with users as (delete from user_usage where day < ${TODAY} - 400)
  delete from key_usage where day < ${TODAY} - 400`,
};

const spent = (table: string, owner: string) => `
  select '${table}' as "table", coalesce(sum(turns) filter (where day = ${TODAY}), 0)::float8 as "turnsToday",
         coalesce(sum(tokens) filter (where day = ${TODAY}), 0)::float8 as "tokensToday",
         coalesce(sum(turns), 0)::float8 as turns, coalesce(sum(tokens), 0)::float8 as tokens,
         (${TODAY} + 1)::timestamp at time zone 'UTC' as "resetsAt"
    from ${table} where ${owner} and day > ${TODAY} - 30`;

/** A row for each table. $1 user, $2 key or null. */
export const READ_USAGE = {
  name: 'read-usage',
  text: `${spent('user_usage', 'user_id = $1')} union all ${spent('key_usage', 'key_id = $2::text')}`,
};

/** $1 user. */
export const READ_DAYS = {
  name: 'read-usage-days',
  text: 'select day::text, turns, tokens::float8 from user_usage where user_id = $1 order by day',
};
