import { messageColumns } from './message-row.js';

const threadColumns = `t.id, t.title, t.pinned, t.archived, t.created_at as "createdAt", t.updated_at as "updatedAt"`;
const mine = 't.user_id = $1 and t.deleted_at is null';

/** Titles are read without an index, which every turn would have to change with its thread. $1 user, $2 words, $3 how many. */
export const SEARCH_TITLES = {
  name: 'search-titles',
  text: `
  select ${threadColumns} from chat_threads t
   where ${mine} and search_vector(t.title) @@ to_tsquery('pg_catalog.simple', $2)
   order by t.updated_at desc limit $3::int`,
};

/** $1 user, $2 words, $3 how many, $4 the only thread to look in, if any. */
export const SEARCH_MESSAGES = {
  name: 'search-messages',
  text: `
  select ${threadColumns}, m.id as "messageId", m.role, m.content, m.created_at as "saidAt"
    from chat_messages m join chat_threads t on t.id = m.thread_id
   where ${mine} and ($4::uuid is null or m.thread_id = $4) and m.status <> 'generating'
     and search_vector(m.content) @@ to_tsquery('pg_catalog.simple', $2)
   order by m.created_at desc, m.seq desc limit $3::int`,
};

/** Messages of all branches of a thread, oldest first. $1 user, $2 thread, $3 number of the message before, $4 how many. */
export const READ_ALL = `
  select ${messageColumns('m')}, m.seq from chat_messages m join chat_threads t on t.id = m.thread_id
   where ${mine} and t.id = $2 and m.seq > $3 order by m.seq limit $4`;
