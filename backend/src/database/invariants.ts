import type { Pool } from 'pg';

/** Something that is always true of what is stored. `violations` selects the id of each row where it is not. */
export interface Invariant {
  name: string;
  violations: string;
}

export interface Finding {
  name: string;
  count: number;
  /** A few of the ids, to look at. */
  ids: string[];
}

const IDS_SHOWN = 5;

/** Offsets count UTF-16 units as JavaScript does: two for a character beyond the first 65,536. */
const utf16Length = (text: string) =>
  `length(${text}) + length(regexp_replace(${text}, '[^\\U00010000-\\U0010FFFF]', '', 'g'))`;

/** True at every moment, whatever crashed before. Of a deleted thread the newest messages may be gone already. */
export const invariants: readonly Invariant[] = [
  {
    name: 'messages of a thread are numbered 1 to last_seq without gaps',
    violations: `
      select t.id from chat_threads t left join chat_messages m on m.thread_id = t.id
       where t.deleted_at is null
       group by t.id
      having count(m.id) <> t.last_seq or coalesce(min(m.seq), 1) <> 1 or coalesce(max(m.seq), 0) <> t.last_seq`,
  },
  {
    name: 'what is shown of a thread ends in one of its messages',
    violations: `
      select t.id from chat_threads t
       where t.deleted_at is null
         and (t.active_leaf is null and t.last_seq > 0
              or t.active_leaf is not null
                 and not exists (select from chat_messages m where m.id = t.active_leaf and m.thread_id = t.id))`,
  },
  {
    name: 'a question follows nothing or an answer of its thread',
    violations: `
      select m.id from chat_messages m
       where m.role = 'user' and m.parent_id is not null and not exists (
         select from chat_messages p where p.id = m.parent_id and p.thread_id = m.thread_id and p.role = 'assistant')`,
  },
  {
    name: 'an answer follows a question of its thread',
    violations: `
      select m.id from chat_messages m
       where m.role = 'assistant' and not exists (
         select from chat_messages p where p.id = m.parent_id and p.thread_id = m.thread_id and p.role = 'user')`,
  },
  {
    name: 'a question has an answer',
    violations: `
      select m.id from chat_messages m
       where m.role = 'user' and not exists (select from chat_messages a where a.parent_id = m.id)
         and not exists (select from chat_threads t where t.id = m.thread_id and t.deleted_at is not null)`,
  },
  {
    name: 'a thread has at most one running answer',
    violations: `select thread_id as id from chat_messages where status = 'generating' group by 1 having count(*) > 1`,
  },
  {
    name: 'an answer that has ended belongs to no process',
    violations: `
      select id from chat_messages where status <> 'generating' and (owner is not null or lease_until is not null)`,
  },
  {
    name: 'a running answer has a lease',
    violations: `select id from chat_messages where status = 'generating' and lease_until is null`,
  },
  {
    name: 'an answer has failed exactly when it says why',
    violations: `select id from chat_messages where (status = 'failed') <> (error is not null)`,
  },
  {
    name: 'a complete answer has text',
    violations: `select id from chat_messages where role = 'assistant' and status = 'complete' and content = ''`,
  },
  {
    name: 'partial text belongs to a running answer',
    violations: `
      select distinct c.message_id as id from chat_message_chunks c
       where not exists (select from chat_messages m where m.id = c.message_id and m.status = 'generating')`,
  },
  {
    name: 'partial text is of an attempt that was begun',
    violations: `
      select distinct c.message_id as id from chat_message_chunks c join chat_messages m on m.id = c.message_id
       where c.attempt not between 1 and m.attempt`,
  },
  {
    // Two writers of one attempt would leave a gap or an overlap.
    name: 'partial text of an attempt has one writer',
    violations: `
      select distinct id from (
        select message_id as id, start_offset, coalesce(
                 lag(start_offset + ${utf16Length('text')}) over (partition by message_id, attempt order by start_offset), 0
               ) as expected
          from chat_message_chunks
      ) c where start_offset <> expected`,
  },
  {
    name: 'a takeover is an attempt',
    violations: `select id from chat_messages where attempt < 1 + takeovers`,
  },
  {
    name: 'a key leads to an answer of the same user',
    violations: `
      select s.message_id as id from chat_sends s
       where not exists (
         select from chat_messages m join chat_threads t on t.id = m.thread_id
          where m.id = s.message_id and m.role = 'assistant' and t.user_id = s.user_id)`,
  },
  {
    name: 'an answer was asked for with one key',
    violations: `select message_id as id from chat_sends group by 1 having count(*) > 1`,
  },
  {
    name: 'a key with which a document was added leads to one of the same user',
    violations: `
      select a.document_id as id from document_additions a join documents d on d.id = a.document_id
       where d.owner_id is distinct from a.user_id`,
  },
  {
    name: 'every passage of a document that is ready has its terms',
    violations: `
      select c.id from chunks c join documents d on d.current_version_id = c.version_id
       where d.status = 'ready' and not exists (select from chunk_terms t where t.chunk_id = c.id)`,
  },
  {
    name: 'passages of a document that is ready are in its collection',
    violations: `
      select c.id from chunks c join documents d on d.current_version_id = c.version_id
      join chunk_terms t on t.chunk_id = c.id
       where d.status = 'ready' and t.collection is distinct from d.collection`,
  },
  {
    // Term 0 counts the passages of a configuration, term -1 their length; collection '' is all of them.
    name: 'terms are counted as often as passages hold them',
    violations: `
      with searched as (
        select '' as collection, config, terms, length from chunk_terms
        union all select collection, config, terms, length from chunk_terms where collection is not null
      ), counted as (
        select collection, config, term, count(*) as chunks from searched, unnest(terms) term group by 1, 2, 3
        union all select collection, config, 0, count(*) from searched group by 1, 2
        union all select collection, config, -1, sum(length) from searched group by 1, 2
      ), kept as (
        select collection, config, term, sum(chunks) as chunks
          from (select collection, config, term, chunks from term_frequency_changes
                 union all select collection, config, term, chunks from term_frequencies) kept
         group by 1, 2, 3 having sum(chunks) <> 0
      )
      select concat_ws(' ', nullif(collection, ''), config, term) as id
        from counted full join kept using (collection, config, term)
       where counted.chunks is distinct from kept.chunks`,
  },
  {
    name: 'a key was used once',
    violations: `select min(message_id::text) as id from chat_sends group by user_id, key having count(*) > 1`,
  },
];

/** True while at least one process is ready: it takes over what another left behind. */
export const invariantsWhileReady: readonly Invariant[] = [
  {
    name: 'no running answer has been without a keeper for more than 5 seconds',
    violations: `
      select id from chat_messages
       where status = 'generating' and isfinite(lease_until) and lease_until < clock_timestamp() - interval '5 s'`,
  },
];

/** Looks at all stored turns; changes nothing. */
export async function findViolations(
  pool: Pick<Pool, 'query'>,
  looked: readonly Invariant[] = invariants,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, violations } of looked) {
    const { rows } = await pool.query<{ count: number; ids: string[] | null }>(`
      with violation as (${violations})
      select (select count(*)::int from violation) as count,
             (select array_agg(id::text) from (select id from violation limit ${IDS_SHOWN}) few) as ids`);
    findings.push({ name, count: rows[0]?.count ?? 0, ids: rows[0]?.ids ?? [] });
  }
  return findings;
}
