/** For so long a deleted thread can be brought back. */
const RESTORABLE = `interval '30 seconds'`;

/**
 * Marks the answer that is being written in a thread to be stopped. A statement of its own, after the thread is hidden:
 * until then another turn may begin that a statement from before would not see. $1 thread.
 */
export const ASK_TO_STOP_IN = `
  update chat_messages set stop_at = coalesce(stop_at, clock_timestamp())
   where thread_id = $1 and status = 'generating'
  returning id`;

/** Hides all threads of a user for good: none of them can be brought back. $1 user. */
export const HIDE_ALL = `update chat_threads set deleted_at = '-infinity' where user_id = $1`;

/** Marks all answers that are being written for a user to be stopped. $1 user. */
export const ASK_TO_STOP_ALL = `
  update chat_messages m set stop_at = coalesce(m.stop_at, clock_timestamp())
    from chat_threads t where t.id = m.thread_id and t.user_id = $1 and m.status = 'generating'
  returning m.id`;

/** Brings a thread of the user back. $1 user, $2 thread. */
export const RESTORE = `
  update chat_threads set deleted_at = null
   where id = $2 and user_id = $1 and deleted_at > clock_timestamp() - ${RESTORABLE}
  returning id`;

/**
 * Deletes some of a thread that cannot be brought back any more: its newest $1 messages, and itself with the last of
 * them. Another instance passes over it meanwhile. No row: there is none.
 */
export const DELETE_SLICE = {
  name: 'delete-thread-slice',
  text: `
  with due as materialized (
    select id from chat_threads where deleted_at <= clock_timestamp() - ${RESTORABLE}
     order by deleted_at limit 1 for update skip locked
  ), cut as (
    delete from chat_messages where id in (
      select m.id from chat_messages m join due on m.thread_id = due.id order by m.seq desc limit $1)
  ), gone as (
    delete from chat_threads t using due
     where t.id = due.id and not exists (select from chat_messages m where m.thread_id = due.id offset $1)
  )
  select id from due`,
};
