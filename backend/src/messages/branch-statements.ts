import { messageColumns, place } from './message-row.js';

/** From a message up the branch to its ancestors, at most $3 of them; the thread must be the user's. */
export const BRANCH = `
  with recursive thread as (
    select id, active_leaf from chat_threads where id = $1 and user_id = $2 and deleted_at is null
  ), branch as (
    select m.*, 1 as depth
      from thread join chat_messages m on m.thread_id = thread.id and m.id = coalesce($4::uuid, thread.active_leaf)
    union all
    select m.*, branch.depth + 1
      from branch join chat_messages m on m.id = branch.parent_id and m.thread_id = branch.thread_id
     where branch.depth < $3
  )
  select ${messageColumns('branch')}, branch.id = thread.active_leaf as last
    from branch cross join thread order by depth`;

/**
 * A message of the branch that is shown and those after it, oldest first, at most $3. Walks up from the end, by ids alone: from
 * a message down nothing tells which of several branches is shown. No row: the branch has no such message.
 */
export const NEWER = `
  with recursive thread as (
    select id, active_leaf from chat_threads where id = $1 and user_id = $2 and deleted_at is null
  ), path as (
    select m.id, m.parent_id, 1 as depth
      from thread join chat_messages m on m.thread_id = thread.id and m.id = thread.active_leaf
    union all
    select m.id, m.parent_id, path.depth + 1
      from path join chat_messages m on m.id = path.parent_id
     where path.id <> $4::uuid
  ), part as (
    select id, depth from path where exists (select 1 from path where id = $4::uuid) order by depth desc limit $3
  )
  select ${messageColumns('m')}, part.depth = 1 as last
    from part join chat_messages m on m.id = part.id order by part.depth desc`;

/** From a message down, always to the newest, which is where the thread goes on. No row: the user has no such message. */
export const SELECT = `
  with recursive branch as (
    select m.id, m.thread_id, 1 as depth
      from chat_messages m join chat_threads t on t.id = m.thread_id
     where m.id = $2 and t.user_id = $1 and t.deleted_at is null
    union all
    select child.id, branch.thread_id, branch.depth + 1
      from branch cross join lateral (
        select c.id from chat_messages c where ${place('c')} = branch.id order by c.seq desc limit 1
      ) child
  )
  update chat_threads t set active_leaf = leaf.id
    from (select id, thread_id from branch order by depth desc limit 1) leaf
   where t.id = leaf.thread_id
  returning t.id`;
