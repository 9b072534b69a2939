import { LEASE_MS } from './lease.js';
import { messageColumns } from '../messages/message-row.js';
import { countTokens, countTurn } from '../usage/usage-statements.js';

// The SQL of the turn: prepared once per connection under its name. Each statement is a transaction of its own, so that
// opening and settling a turn cost one round trip and one commit each.

const lease = `clock_timestamp() + interval '${LEASE_MS} milliseconds'`;
/** Counted after it was added: who settles a turn locks the answer first as well. */
const ANSWER_ADDED = `from added where role = 'assistant'`;
const turnColumns = `${messageColumns('m')}, t.title, t.pinned, t.archived, t.created_at as "threadCreatedAt", t.updated_at as "threadUpdatedAt"`;

/**
 * $1 user, $2 key or null, $3 fingerprint, $4 question id, $5 answer id, $6 content, $7 its tokens, $8 model, $9 instance,
 * $10 API key or null, $11 limits, $12 collection or null.
 */
const addQuestionAndAnswer = `
  added as (
    insert into chat_messages
      (id, thread_id, parent_id, seq, role, content, collection, status, token_count, model, owner, lease_until, key_id)
    select $4::uuid, t.id, t.parent, t.last_seq - 1, 'user', $6, $12::text, 'complete', $7::int, null, null, null, null
      from thread t
    union all
    select $5::uuid, t.id, $4::uuid, t.last_seq, 'assistant', '', null, 'generating', null, $8, $9::uuid, ${lease}, $10::text
      from thread t
    returning *
  ), ${countTurn(ANSWER_ADDED, '$10::text', '$11::bigint[]')}`;
const questionAndAnswer = 'from added m, thread t order by m.seq';

const claimKey = (from: string) => `
    insert into chat_sends (user_id, key, fingerprint, message_id)
    select $1, $2, $3, $5::uuid ${from}
    on conflict do nothing
    returning message_id`;

/** $13 thread, $14 title. No rows: the key was used before. */
export const OPEN_IN_NEW_THREAD = {
  name: 'open-in-new-thread',
  text: `
  with send as (${claimKey('where $2::text is not null')}
  ), thread as (
    insert into chat_threads (id, user_id, title, last_seq, active_leaf)
    select $13::uuid, $1, $14, 2, $5::uuid where $2::text is null or exists (select from send)
    returning *, null::uuid as parent
  ), ${addQuestionAndAnswer}
  select ${turnColumns}, null::json as history ${questionAndAnswer}`,
};

/** The branch that ends with the messages where `last` holds, newest first, until `tokens` are reached. */
const branch = (last: string, tokens: string) => `
  branch as (
    select m.parent_id, m.thread_id, m.role, m.content, m.token_count, coalesce(m.token_count, 0) as reached, 1 as depth
      from chat_messages m where ${last}
    union all
    select m.parent_id, m.thread_id, m.role, m.content, m.token_count, branch.reached + coalesce(m.token_count, 0),
           branch.depth + 1
      from branch join chat_messages m on m.id = branch.parent_id and m.thread_id = branch.thread_id
     where branch.reached < ${tokens} and branch.depth < 200
  )`;

/**
 * $13 thread, $14 title if it has none, $15 the title of one that has none, $16 whether $17 says what the question
 * follows, which is else the end of the branch that is shown, $18 how many tokens of history are read. No rows: the key
 * was used before, or the user has no such thread, or it has no such answer. Error 23505: a turn is running.
 *
 * The history is what was there when the statement began. Where the thread's lock was waited for, that may be too little:
 * it is null then, which is to be read as unknown.
 */
export const OPEN_IN_THREAD = {
  name: 'open-in-thread',
  text: `
  with recursive locked as materialized (
    select id, active_leaf, case when $16::boolean then $17::uuid else active_leaf end as parent from chat_threads
     where id = $13::uuid and user_id = $1 and deleted_at is null
       and ($17::uuid is null
            or exists (select from chat_messages where id = $17::uuid and thread_id = $13::uuid and role = 'assistant'))
       for update
  ), send as (${claimKey('from locked where $2::text is not null')}
  ), thread as (
    update chat_threads t
       set last_seq = last_seq + 2, active_leaf = $5::uuid, updated_at = clock_timestamp(),
           title = case when locked.active_leaf is null and t.title = $15 then $14 else t.title end
      from locked where t.id = locked.id and ($2::text is null or exists (select from send))
    returning t.*, locked.parent
  ), ${addQuestionAndAnswer}, ${branch("m.id = (select parent from thread) and m.status <> 'generating'", '$18::int')}
  select ${turnColumns}, (
      select json_agg(json_build_object('role', role, 'content', content, 'tokens', coalesce(token_count, 0)) order by depth desc)
        from branch where content <> '' and m.role = 'assistant'
    ) as history
  ${questionAndAnswer}`,
};

/** A new answer beside the old one. $1 user, $2 key or null, $3 fingerprint, $4 old answer, $5 new one, $6 model, $7 instance, $8 API key or null, $9 limits. */
export const OPEN_RETRY = {
  name: 'open-retry',
  text: `
  with old as materialized (
    select m.thread_id, m.parent_id
      from chat_messages m join chat_threads t on t.id = m.thread_id
     where m.id = $4::uuid and t.user_id = $1 and t.deleted_at is null and m.role = 'assistant'
       for update of t
  ), send as (${claimKey('from old where $2::text is not null')}
  ), thread as (
    update chat_threads t set last_seq = last_seq + 1, active_leaf = $5::uuid, updated_at = clock_timestamp()
      from old where t.id = old.thread_id and ($2::text is null or exists (select from send))
    returning t.*
  ), added as (
    insert into chat_messages (id, thread_id, parent_id, seq, role, status, model, owner, lease_until, key_id)
    select $5::uuid, t.id, old.parent_id, t.last_seq, 'assistant', 'generating', $6, $7::uuid, ${lease}, $8::text
      from thread t, old
    returning *
  ), ${countTurn(ANSWER_ADDED, '$8::text', '$9::bigint[]')}
  select ${turnColumns} from (
    select * from added
    union all
    select q.* from chat_messages q join added on q.id = added.parent_id
  ) m, thread t order by m.seq`,
};

/** The turn that keeps another from beginning. $1 thread or null, $2 an answer in it or null. */
export const FIND_RUNNING = {
  name: 'find-running',
  text: `
  select id from chat_messages
   where status = 'generating'
     and thread_id = coalesce($1::uuid, (select thread_id from chat_messages where id = $2::uuid))`,
};

/** $1 user, $2 key. */
export const FIND_SEND = {
  name: 'find-send',
  text: 'select fingerprint, message_id as "messageId" from chat_sends where user_id = $1 and key = $2',
};

/** Question and answer with their thread, and the text so far of an answer that is being written. $1 user, $2 answer. */
export const READ_TURN = {
  name: 'read-turn',
  text: `
  select ${turnColumns}, m.attempt, m.lease_until < clock_timestamp() as lapsed,
         case when m.status = 'generating' then (
           select string_agg(c.text, '' order by c.start_offset)
             from chat_message_chunks c where c.message_id = m.id and c.attempt = m.attempt
         ) end as written
    from chat_messages answer
    join chat_threads t on t.id = answer.thread_id
    join chat_messages m on m.id in (answer.id, answer.parent_id)
   where answer.id = $2::uuid and t.user_id = $1 and t.deleted_at is null and answer.role = 'assistant'
   order by m.role = 'assistant'`,
};

/** What was said before a message, newest first, until $2 tokens are reached. $1 the message's parent. */
export const READ_HISTORY = {
  name: 'read-history',
  text: `
  with recursive ${branch('m.id = $1::uuid', '$2')}
  select role, content, coalesce(token_count, 0) as tokens from branch where content <> '' order by depth`,
};

/**
 * Once a second for all turns of this instance: renews their leases, stores what was written since, and learns which of
 * them are to stop. A turn that is missing in the answer has been taken over. $1 instance, then arrays of ids, attempts,
 * start offsets and texts.
 */
export const BEAT = {
  name: 'beat',
  text: `
  with mine as (
    select * from unnest($2::uuid[], $3::int[], $4::int[], $5::text[]) as mine (id, attempt, start_offset, text)
  ), held as (
    select m.id from chat_messages m join mine using (id, attempt)
     where m.status = 'generating' and m.owner = $1::uuid order by m.id for update of m
  ), renewed as (
    update chat_messages set lease_until = ${lease} where id in (select id from held)
    returning id, stop_at is not null as "stopAsked"
  ), stored as (
    insert into chat_message_chunks (message_id, attempt, start_offset, text)
    select mine.id, mine.attempt, mine.start_offset, mine.text from mine join renewed using (id) where mine.text <> ''
    -- the answer to the beat before may have been lost
    on conflict (message_id, attempt, start_offset) do update set text = excluded.text
  )
  select id, "stopAsked" from renewed`,
};

/**
 * Takes over turns whose instance went silent, and those that this one has given up. Turns of suspended users are to be
 * stopped. $1 this instance, $2 how many at most, $3 the turns that run here.
 */
export const CLAIM = {
  name: 'claim',
  text: `
  with lapsed as materialized (
    select id from chat_messages
     where status = 'generating' and lease_until < clock_timestamp() and id <> all ($3::uuid[])
     order by lease_until limit $2 for update skip locked
  ), claimed as (
    update chat_messages m
       set owner = $1::uuid, lease_until = ${lease}, attempt = attempt + 1,
           takeovers = takeovers + case when owner is null then 0 else 1 end
      from lapsed where m.id = lapsed.id
    returning m.*
  )
  select ${turnColumns}, t.user_id as "userId", m.attempt, m.takeovers,
         m.stop_at is not null or coalesce(u.banned, false) as "stopAsked",
         (select string_agg(c.text, '' order by c.start_offset)
            from chat_message_chunks c where c.message_id = m.id and c.attempt = m.attempt - 1) as written
    from (
      select * from claimed
      union all
      select q.* from chat_messages q join claimed on q.id = claimed.parent_id
    ) m join chat_threads t on t.id = m.thread_id join "user" u on u.id = t.user_id
   order by m.thread_id, m.role = 'assistant'`,
};

/**
 * A trigger drops the partial text. $1 answer, $2 attempt, $3 status, $4 content, $5 error, $6 citations, $7 tokens,
 * $8 model, $9 trace, $10 user, $11 tokens of prompt and answer. No rows: somebody else's turn by now.
 */
export const SETTLE = {
  name: 'settle',
  text: `
  with m as (
    update chat_messages
       set status = $3, content = $4, error = $5::jsonb, citations = $6::jsonb, token_count = $7::int, model = $8, trace = $9::jsonb,
           owner = null, lease_until = null
     where id = $1::uuid and attempt = $2::int and status = 'generating'
    returning *, (created_at at time zone 'UTC')::date as day
  ), ${countTokens('m', '$10', '$11::int')}
  select ${messageColumns('m')} from m`,
};

/** Marks a running answer to be stopped, wherever it runs. $1 user, $2 answer. */
export const ASK_TO_STOP = {
  name: 'ask-to-stop',
  text: `
  update chat_messages m set stop_at = coalesce(m.stop_at, clock_timestamp())
    from chat_threads t
   where m.id = $2::uuid and t.id = m.thread_id and t.user_id = $1 and m.status = 'generating'
  returning m.id`,
};

/** Gives running turns back so that the next instance may claim them at once. $1 instance. */
export const HAND_OVER = {
  name: 'hand-over',
  text: `update chat_messages set owner = null, lease_until = '-infinity' where owner = $1::uuid and status = 'generating'`,
};

/** For the embedded database at the start: no other process can be running a turn. */
export const LAPSE_ALL = {
  name: 'lapse-all',
  text: `update chat_messages set lease_until = '-infinity' where status = 'generating'`,
};
